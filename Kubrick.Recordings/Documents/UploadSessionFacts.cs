namespace Kubrick.Recordings.Documents;

/// <summary>The open chunked upload of a recording.</summary>
internal sealed record UploadSessionFacts
{
    /// <summary>The size of every part except the last, in bytes.</summary>
    public required long ChunkSize { get; init; }

    /// <summary>Whether it was opened without a size. The size is declared when the upload completes.</summary>
    public bool IsOpenEnded { get; init; }

    /// <summary>When the last part of an open-ended session was signed, to within ten seconds; null before the first.</summary>
    public DateTimeOffset? LastPartAt { get; init; }

    /// <summary>The SHA-256 of the whole file in lower-case hex, as the client declared it to complete an open-ended upload; null before.</summary>
    public string? Sha256 { get; init; }

    /// <summary>When the session expires; null where it does not.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
