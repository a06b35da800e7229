namespace Kubrick.StreamLogs;

/// <summary>How much of a log the broker keeps. It deletes whole segment files, the oldest first.</summary>
/// <param name="MaxBytes">About how many bytes; null for all.</param>
/// <param name="FileBytes">The size of one segment file, in bytes.</param>
public sealed record StreamLogRetention(long? MaxBytes, long FileBytes)
{
    /// <summary>Everything is kept until the log is deleted.</summary>
    public static StreamLogRetention Everything { get; } = new(null, 64 << 20);
}
