namespace Kubrick.Recordings.Documents;

/// <summary>The open chunked upload of a recording.</summary>
internal sealed record UploadSessionFacts
{
    /// <summary>The size of every part except the last, in bytes.</summary>
    public required long ChunkSize { get; init; }

    /// <summary>When the session expires; null where it does not.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
