namespace Kubrick.Contracts.Streams;

/// <summary>What a running stream waits for. Nothing of it is lost meanwhile.</summary>
/// <param name="Code">The problem for programs: <see cref="StorageUnavailable"/>.</param>
/// <param name="Sentence">The problem in one or two sentences for people.</param>
public sealed record StreamProblem(string Code, string Sentence)
{
    /// <summary>The storage is full, refuses the stream, or cannot be reached.</summary>
    public const string StorageUnavailable = "STORAGE_UNAVAILABLE";
}
