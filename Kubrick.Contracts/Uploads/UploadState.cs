namespace Kubrick.Contracts.Uploads;

/// <summary>Where the upload of one recording stands, as Recordings knows it.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="Status">The recording's status as sent to clients.</param>
/// <param name="Version">Goes up with every change of the document; the guard of <see cref="AttachUploadSession"/>.</param>
/// <param name="CreatedAt">When the recording was created, in UTC.</param>
/// <param name="MimeType">The video's content type.</param>
/// <param name="Provider"><c>local</c>, <c>s3</c> or <c>gcp</c>; null before an upload was begun.</param>
/// <param name="Bucket">The bucket; null before an upload was begun.</param>
/// <param name="StorageKey">The video's key; null before an upload was begun.</param>
/// <param name="ThumbnailKey">The thumbnail's key; null where none was asked for.</param>
/// <param name="UploadId">The chunked upload's session; null where none is open.</param>
/// <param name="FileSize">The declared size of the whole file in bytes; null where unknown.</param>
/// <param name="ChunkSize">The size of every part but the last, in bytes; null where no session is open.</param>
/// <param name="SessionExpiresAt">When the session ends by itself, in UTC; null where none is open or it has no end.</param>
/// <param name="FileBytes">The bytes that are stored; null until the upload is complete.</param>
/// <param name="Duration">The length of the recording in seconds; null where unknown.</param>
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
