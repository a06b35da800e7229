namespace Kubrick.Transcoder.Streams;

/// <summary>A stream cannot be continued.</summary>
/// <param name="code">One of <see cref="Contracts.Streams.StreamErrorCodes"/>.</param>
/// <param name="reason">One sentence for people.</param>
/// <param name="innerException">The cause.</param>
internal sealed class StreamFailure(string code, string reason, Exception? innerException = null) : Exception(reason, innerException)
{
    /// <summary>The failure's code, for programs.</summary>
    public string Code { get; } = code;
}
