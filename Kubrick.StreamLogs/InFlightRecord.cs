namespace Kubrick.StreamLogs;

/// <summary>A record that the broker has not confirmed.</summary>
/// <param name="bytes">Its size, in bytes.</param>
/// <param name="tag">What the caller knows it by; null where the caller does not ask for it again.</param>
internal sealed class InFlightRecord(int bytes, object? tag)
{
    public int Bytes => bytes;

    public object? Tag => tag;

    /// <summary>Its number with the writer; 0 before it is accepted.</summary>
    public long Number { get; set; }
}
