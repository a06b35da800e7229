using Kubrick.Contracts.Recordings;

namespace Kubrick.Contracts.Uploads;

/// <summary>Reports that a recording's video is completely stored.</summary>
/// <param name="StorageKey">Its storage key.</param>
/// <param name="FileBytes">Its size in bytes, according to the storage.</param>
/// <param name="Duration">The length of the recording in seconds; null when the client did not send it.</param>
/// <param name="ThumbnailStored">Whether the requested thumbnail is stored; null when none was requested, or when this was not checked.</param>
public sealed record UploadCompletion(string StorageKey, long FileBytes, double? Duration, bool? ThumbnailStored)
{
    /// <summary>The hashes of the parts; null if unknown.</summary>
    public PartHashes? PartHashes { get; init; }

    /// <summary>The SHA-256 of the file in lower-case hex, as the client computed it; null if unknown.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Whether the stored object was compared with <see cref="Sha256"/> and is equal.</summary>
    public bool IsSha256Verified { get; init; }

    /// <summary><c>local</c>, <c>s3</c> or <c>gcp</c>: where it is stored; null where the sender does not say it.</summary>
    public string? Provider { get; init; }

    /// <summary>The bucket; null where the sender does not say it.</summary>
    public string? Bucket { get; init; }

    /// <summary>The content type that fits its container, where it is another one than declared; else null.</summary>
    public string? MimeType { get; init; }

    /// <summary>Its entity tag, without quotes; null where the sender does not say it.</summary>
    public string? ETag { get; init; }

    /// <summary>When it was stored, in UTC; null where the sender does not say it.</summary>
    public DateTimeOffset? StoredAt { get; init; }

    /// <summary>Whether the client has declared that the file is the whole recording.</summary>
    public bool IsWhole { get; init; }

    /// <summary>How long the recorder has recorded, in seconds; null if the client did not send it. More than <see cref="Duration"/> where its copy lost its end, as on a full disk.</summary>
    public double? RecordedSeconds { get; init; }

    /// <summary>How often its recorder paused. If this and the other two facts about pauses are null, it did not report any, and those that are known stay.</summary>
    public long? PauseCount { get; init; }

    /// <summary>How long the pauses were together, in s; null: as long as <see cref="PauseEvents"/>.</summary>
    public double? PauseDurationTotal { get; init; }

    /// <summary>Each pause, at most <see cref="PauseLimits.Events"/>; null for none.</summary>
    public IReadOnlyList<RecorderPause>? PauseEvents { get; init; }
}
