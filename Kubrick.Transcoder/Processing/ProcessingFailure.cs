using Kubrick.Contracts.Processing;

namespace Kubrick.Transcoder.Processing;

/// <summary>A recording cannot be processed, for a reason that another attempt would not change.</summary>
/// <param name="code">One of <see cref="ProcessingErrorCodes"/>.</param>
/// <param name="reason">One sentence for people.</param>
internal sealed class ProcessingFailure(string code, string reason) : Exception(reason)
{
    /// <summary>The failure's code, for programs.</summary>
    public string Code { get; } = code;

    /// <summary>What was found out nevertheless; null for nothing more than was reported before.</summary>
    public ProcessingFindings? Findings { get; init; }
}
