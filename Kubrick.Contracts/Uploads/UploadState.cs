namespace Kubrick.Contracts.Uploads;

/// <summary>The state of a recording's upload, according to Recordings.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="Status">The recording's status as sent to clients.</param>
/// <param name="Version">Incremented with every change of the document; guards <see cref="AttachUploadSession"/>.</param>
/// <param name="CreatedAt">When the recording was created, in UTC.</param>
/// <param name="MimeType">The video's content type.</param>
/// <param name="Provider"><c>local</c>, <c>s3</c> or <c>gcp</c>; null before an upload was started.</param>
/// <param name="Bucket">The bucket; null before an upload was started.</param>
/// <param name="StorageKey">The video's key; null before an upload was started.</param>
/// <param name="ThumbnailKey">The thumbnail's key; null when none was requested.</param>
/// <param name="UploadId">The chunked upload's session; null when none is open.</param>
/// <param name="FileSize">The declared size of the whole file in bytes; null when unknown.</param>
/// <param name="ChunkSize">The size of every part but the last, in bytes; null when no session is open.</param>
/// <param name="SessionExpiresAt">The expiry of the session, in UTC; null when none is open or it does not expire.</param>
/// <param name="FileBytes">The stored size in bytes; null until the upload is complete.</param>
/// <param name="Duration">The length of the recording in seconds; null when unknown.</param>
public sealed record UploadState(
    string RecordingId,
    string Status,
    long Version,
    DateTimeOffset CreatedAt,
    string MimeType,
    string? Provider,
    string? Bucket,
    string? StorageKey,
    string? ThumbnailKey,
    string? UploadId,
    long? FileSize,
    long? ChunkSize,
    DateTimeOffset? SessionExpiresAt,
    long? FileBytes,
    double? Duration);
