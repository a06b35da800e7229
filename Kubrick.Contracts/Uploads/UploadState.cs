namespace Kubrick.Contracts.Uploads;

/// <summary>The state of a recording's upload, as Recordings stores it.</summary>
public sealed record UploadState
{
    /// <summary>The recording's id, 24 hex digits.</summary>
    public required string RecordingId { get; init; }

    /// <summary>The recording's status as sent to clients.</summary>
    public required string Status { get; init; }

    /// <summary>Increases with every change of the document; <see cref="AttachUploadSession"/> is rejected for an older version.</summary>
    public required long Version { get; init; }

    /// <summary>When the recording was created, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The video's content type.</summary>
    public required string MimeType { get; init; }

    /// <summary><c>local</c>, <c>s3</c> or <c>gcp</c>; null before an upload is started.</summary>
    public string? Provider { get; init; }

    /// <summary>The bucket; null before an upload is started.</summary>
    public string? Bucket { get; init; }

    /// <summary>The video's key; null before an upload is started.</summary>
    public string? StorageKey { get; init; }

    /// <summary>The thumbnail's key; null where none was announced.</summary>
    public string? ThumbnailKey { get; init; }

    /// <summary>The session of the chunked upload; null where none is open.</summary>
    public string? UploadId { get; init; }

    /// <summary>The declared size of the file in bytes; null where unknown.</summary>
    public long? FileSize { get; init; }

    /// <summary>The size of every part except the last, in bytes; null where no session is open.</summary>
    public long? ChunkSize { get; init; }

    /// <summary>Whether the session was opened without a size; its declared size is known from its completion on.</summary>
    public bool IsOpenEnded { get; init; }

    /// <summary>When the last part of the session was signed, in UTC, to within <see cref="UploadRoutes.PartInterval"/>; null before the first.</summary>
    public DateTimeOffset? LastPartAt { get; init; }

    /// <summary>When the session was attached, in UTC; null where none is open, or if unknown.</summary>
    public DateTimeOffset? SessionStartedAt { get; init; }

    /// <summary>When the session expires, in UTC; null where none is open or it does not expire.</summary>
    public DateTimeOffset? SessionExpiresAt { get; init; }

    /// <summary>The size of the stored object in bytes; null until the upload is complete.</summary>
    public long? FileBytes { get; init; }

    /// <summary>The size of the stored original that a running upload to the same key replaces, in bytes; null for none.</summary>
    public long? ReplacedBytes { get; init; }

    /// <summary>The SHA-256 of the stored object as its uploader computed it, in lower-case hex; null where unknown.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Whether the stored object was compared with <see cref="Sha256"/> and is equal.</summary>
    public bool IsSha256Verified { get; init; }

    /// <summary>The SHA-256 of the stored object as the server computed or compared it, in lower-case hex; null where it is only claimed, or unknown.</summary>
    public string? StoredSha256 { get; init; }

    /// <summary>
    /// Whether the stored object is what had arrived when the server completed an abandoned upload. While it is replaced, the status is <c>uploading</c>, and the object
    /// of <see cref="FileBytes"/> bytes stays.
    /// </summary>
    public bool IsRecovered { get; init; }

    /// <summary>
    /// The bytes with which Recordings has begun to complete the open session, because its client gave no sign of life; null for none. The session may be complete in the storage already.
    /// </summary>
    public long? RecoveredBytes { get; init; }

    /// <summary>Whether the last upload failed, or what it stored turned out not to be the recording. An archived recording does not show it by its status.</summary>
    public bool IsFailed { get; init; }

    /// <summary>The entity tag of the object that was stored when the recording last was ready or rejected, without quotes; null where unknown. A new upload replaces it.</summary>
    public string? StoredETag { get; init; }

    /// <summary>When that object was stored, in UTC; null where unknown.</summary>
    public DateTimeOffset? StoredAt { get; init; }

    /// <summary>Whether a legal hold keeps the stored object: it must not be replaced.</summary>
    public bool IsHeld { get; init; }

    /// <summary>The duration of the recording in seconds; null where unknown.</summary>
    public double? Duration { get; init; }
}
