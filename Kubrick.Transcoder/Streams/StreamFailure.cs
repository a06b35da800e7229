namespace Kubrick.Transcoder.Streams;

/// <summary>A stream cannot be gone on with.</summary>
/// <param name="code">One of <see cref="Contracts.Streams.StreamErrorCodes"/>.</param>
/// <param name="reason">One sentence for people.</param>
/// <param name="innerException">What led to it.</param>
internal sealed class StreamFailure(string code, string reason, Exception? innerException = null) : Exception(reason, innerException)
{
    /// <summary>What happened, for programs.</summary>
    public string Code { get; } = code;
}
