namespace Kubrick.Transcoder.Processing;

/// <summary>A recording cannot be processed, for a reason that another attempt would not change.</summary>
/// <param name="code">One of <see cref="Contracts.Processing.ProcessingErrorCodes"/>.</param>
/// <param name="reason">One sentence for people.</param>
internal sealed class ProcessingFailure(string code, string reason) : Exception(reason)
{
    /// <summary>The failure's code, for programs.</summary>
    public string Code { get; } = code;
}
