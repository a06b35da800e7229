using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Documents;

namespace Kubrick.Recordings.Uploads;

/// <summary>What Uploads sees of a recording.</summary>
internal static class UploadStates
{
    /// <summary>The state that Uploads sees.</summary>
    public static UploadState Of(Recording recording) => new()
    {
        RecordingId = recording.Id.ToString(),
        Status = WireNames<RecordingStatus>.Of(recording.Status),
        Version = recording.Version,
        CreatedAt = recording.CreatedAt,
        MimeType = recording.MimeType,
        Provider = recording.StorageProvider,
        Bucket = recording.StorageBucket,
        StorageKey = recording.StorageKey,
        ThumbnailKey = recording.ThumbnailKey,
        UploadId = recording.UploadId,
        FileSize = recording.DeclaredBytes,
        ChunkSize = recording.UploadSession?.ChunkSize,
        IsOpenEnded = recording.UploadSession?.IsOpenEnded ?? false,
        LastPartAt = recording.UploadSession?.LastPartAt,
        SessionStartedAt = recording.UploadSession?.StartedAt,
        SessionExpiresAt = recording.UploadSession?.ExpiresAt,
        FileBytes = recording.FileBytes,
        Sha256 = recording.Sha256,
        IsSha256Verified = recording.Sha256Verified,
        StoredSha256 = recording.KnownSha256(),
        IsRecovered = recording.Recovered,
        RecoveredBytes = recording.UploadSession?.RecoveredBytes,
        IsHeld = recording.IsHeld(),
        IsFailed = recording.LibraryStatus == RecordingStatus.Error,
        ReplacedBytes = recording.FindReplaced()?.FileBytes,
        StoredETag = recording.StoredVersion?.ETag,
        StoredAt = recording.StoredVersion?.StoredAt,
        Duration = recording.Duration,
    };
}
