namespace Kubrick.Recordings.Documents;

/// <summary>The chunked upload that is open for a recording.</summary>
internal sealed record UploadSessionFacts
{
    /// <summary>How many bytes every part but the last has.</summary>
    public required long ChunkSize { get; init; }

    /// <summary>When the session ends by itself; null where it has no end.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
