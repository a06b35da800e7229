using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Metadata;

namespace Kubrick.Recordings.Resources;

/// <summary>
/// The attributes that clients see. Storage keys, buckets and upload ids are never among them. Times are UTC and end with Z, as in the contract.
/// </summary>
internal sealed record RecordingAttributes
{
    public required string Title { get; init; }

    public required string? Description { get; init; }

    public required string RecorderName { get; init; }

    public required MetadataMap Metadata { get; init; }

    public required string? StorageProvider { get; init; }

    public required double? Duration { get; init; }

    public required long PauseCount { get; init; }

    /// <summary>Seconds, not part of the duration.</summary>
    public required double PauseDurationTotal { get; init; }

    public required IReadOnlyList<PauseAttributes> PauseEvents { get; init; }

    public required long? FileBytes { get; init; }

    public required string MimeType { get; init; }

    /// <summary>The SHA-256 of the original in hex; null until it was compared with the uploader's, or computed while a stream was archived.</summary>
    public required string? Sha256 { get; init; }

    /// <summary>Whether the server has compared or computed it.</summary>
    public required bool Sha256Verified { get; init; }

    public required string Quality { get; init; }

    public required SessionInfo SessionInfo { get; init; }

    public required string Status { get; init; }

    /// <summary>The status in the stored document where it is not one of the contract's; else null.</summary>
    public required string? StoredStatus { get; init; }

    /// <summary>Which stored fields could not be read and are shown by their defaults; else null.</summary>
    public required string? ReadError { get; init; }

    /// <summary>Why the status is <c>error</c>, if known.</summary>
    public required string? ErrorReason { get; init; }

    /// <summary>What of a live stream could not be kept, by kind.</summary>
    public required IReadOnlyList<WarningAttributes> Warnings { get; init; }

    /// <summary>How far processing has come; null where it was never asked for.</summary>
    public required ProcessingAttributes? Processing { get; init; }

    public required int? Width { get; init; }

    public required int? Height { get; init; }

    /// <summary>Whether the server completed the upload with what had arrived, because its client did not return.</summary>
    public required bool Recovered { get; init; }

    /// <summary>How much is missing at least, at the end or in gaps, in seconds; null if unknown, or if nothing was recovered.</summary>
    public required double? MissingSeconds { get; init; }

    public required string PlaybackFormat { get; init; }

    public required bool IsLiveStreaming { get; init; }

    public required DateTime? StreamStartedAt { get; init; }

    public required DateTime? StreamEndedAt { get; init; }

    /// <summary>The best copy to play.</summary>
    public required Uri? VideoUrl { get; init; }

    /// <summary>The bytes exactly as the recorder made them, as a download.</summary>
    public required Uri? OriginalUrl { get; init; }

    public required Uri? ThumbnailUrl { get; init; }

    public required Uri? HlsUrl { get; init; }

    /// <summary>An MP4 copy, where there is one.</summary>
    public required Uri? Mp4Url { get; init; }

    /// <summary>A WebVTT file whose cues name a part of a picture for each interval.</summary>
    public required Uri? StoryboardUrl { get; init; }

    /// <summary>The peaks of the audio, as JSON.</summary>
    public required Uri? WaveformUrl { get; init; }

    /// <summary>When retention deletes it; null where retention is off or a hold prevents it.</summary>
    public required DateTime? ExpiresAt { get; init; }

    /// <summary>Whether it must not be deleted.</summary>
    public required bool LegalHold { get; init; }

    public required DateTime RecordedAt { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime UpdatedAt { get; init; }
}

/// <param name="State"><c>queued</c>, <c>running</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="Reason">Why it failed; else null.</param>
internal sealed record ProcessingAttributes(string State, string? Reason);

/// <param name="Code">What happened, for programs.</param>
/// <param name="Count">How often.</param>
/// <param name="Detail">One sentence for people.</param>
internal sealed record WarningAttributes(string Code, long Count, string Detail);

/// <param name="PausedAt">When the recorder paused; null where it is unknown.</param>
/// <param name="ResumedAt">When it resumed; null where it is unknown.</param>
/// <param name="Duration">Seconds.</param>
internal sealed record PauseAttributes(DateTime? PausedAt, DateTime? ResumedAt, double? Duration);
