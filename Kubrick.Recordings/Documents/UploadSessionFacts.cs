namespace Kubrick.Recordings.Documents;

/// <summary>The open chunked upload of a recording.</summary>
internal sealed record UploadSessionFacts
{
    /// <summary>The size of every part except the last, in bytes.</summary>
    public required long ChunkSize { get; init; }

    /// <summary>Whether it was opened without a size. The size is declared when the upload completes.</summary>
    public bool IsOpenEnded { get; init; }

    /// <summary>When the session was attached. An object that is older is not the one that the session stores.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the client last gave a sign of life, to within ten seconds; null before the first.</summary>
    public DateTimeOffset? LastPartAt { get; init; }

    /// <summary>The recorded time that the client last reported, in seconds.</summary>
    public double? RecordedSeconds { get; init; }

    /// <summary>The recorded times of some parts, by number.</summary>
    public IReadOnlyList<PartTime> PartTimes { get; init; } = [];

    /// <summary>The bytes with which the reconciler completes the abandoned upload; null while it leaves it to the client.</summary>
    public long? RecoveredBytes { get; init; }

    /// <summary>The recorded time in these bytes as far as they can be played, in seconds; null if unknown.</summary>
    public double? RecoveredSeconds { get; init; }

    /// <summary>Whether these bytes lack the first part.</summary>
    public bool IsStartMissing { get; init; }

    /// <summary>The SHA-256 of the whole file in lower-case hex, as the client declared it to complete an open-ended upload; null before.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The recorded time in the whole file, as the client declared it with its size, in seconds; null before.</summary>
    public double? Duration { get; init; }

    /// <summary>When the session expires; null where it does not.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
