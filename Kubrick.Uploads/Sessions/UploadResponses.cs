using System.Text.Json.Serialization;

namespace Kubrick.Uploads.Sessions;

/// <summary>The response of <c>presigned-url</c>.</summary>
/// <param name="UploadUrl">Accepts the whole file by PUT with the declared content type.</param>
/// <param name="StorageKey">The key under which the file will be stored.</param>
/// <param name="Bucket">The bucket.</param>
internal sealed record PresignedUpload(Uri UploadUrl, string StorageKey, string Bucket);

/// <summary>The response of <c>thumbnail-url</c>.</summary>
/// <param name="UploadUrl">Accepts the image by PUT as <c>image/jpeg</c>.</param>
/// <param name="ThumbnailKey">The key under which the image will be stored.</param>
/// <param name="Bucket">The bucket.</param>
internal sealed record ThumbnailUpload(Uri UploadUrl, string ThumbnailKey, string Bucket);

/// <summary>The response of <c>init-chunked</c>.</summary>
/// <param name="UploadId">The session.</param>
/// <param name="Bucket">The bucket.</param>
/// <param name="StorageKey">The key under which the file will be stored.</param>
/// <param name="ChunkSize">The size of every part but the last, in bytes.</param>
/// <param name="TotalChunks">The number of parts of the file; null for an open-ended upload.</param>
/// <param name="Provider"><c>local</c>, <c>s3</c> or <c>gcp</c>: the protocol for sending parts.</param>
internal sealed record ChunkedUpload(string UploadId, string Bucket, string StorageKey, long ChunkSize, int? TotalChunks, string Provider);

/// <summary>The response of <c>chunk-url</c>.</summary>
/// <param name="UploadUrl">Accepts the part by PUT.</param>
/// <param name="PartNumber">The part, from 1.</param>
/// <param name="Provider"><c>local</c>, <c>s3</c> or <c>gcp</c>.</param>
internal sealed record ChunkUrl(Uri UploadUrl, int PartNumber, string Provider)
{
    /// <summary>The headers that the PUT must have; absent where none are needed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Headers { get; init; }
}

/// <summary>The received bytes of an upload: a client that lost its memory resumes from here.</summary>
internal sealed record UploadProgress
{
    public required string RecordingId { get; init; }

    /// <summary>The recording's status.</summary>
    public required string Status { get; init; }

    /// <summary><c>local</c>, <c>s3</c> or <c>gcp</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The session; null when the upload is complete.</summary>
    public string? UploadId { get; init; }

    public required string Bucket { get; init; }

    /// <summary>The key under which the file is or will be stored.</summary>
    public required string StorageKey { get; init; }

    /// <summary>The declared size of the whole file in bytes; null while an open-ended upload grows.</summary>
    public required long? FileSize { get; init; }

    /// <summary>The size of every part but the last, in bytes; null when the upload is complete.</summary>
    public long? ChunkSize { get; init; }

    /// <summary>The number of parts of the file; null when the upload is complete, or open-ended.</summary>
    public int? TotalChunks { get; init; }

    /// <summary>The number of received bytes.</summary>
    public required long ReceivedBytes { get; init; }

    /// <summary>Whether the server completed the upload with what had arrived, and <c>init-chunked</c> may replace it with the whole recording.</summary>
    public bool Recovered { get; init; }

    /// <summary>The received parts, by number.</summary>
    public IReadOnlyList<StoredPart> Parts { get; init; } = [];

    /// <summary>The time at which the storage aborts the upload, in UTC; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>One received part.</summary>
/// <param name="PartNumber">From 1.</param>
/// <param name="Etag">Its entity tag, without quotes, as <c>complete-chunked</c> expects it.</param>
/// <param name="Size">Its size in bytes.</param>
internal sealed record StoredPart(int PartNumber, string Etag, long? Size);

/// <summary>The response of completing and aborting.</summary>
/// <param name="Success">Always true: a failure is an error document.</param>
/// <param name="Status">The recording's new status.</param>
internal sealed record UploadResult(bool Success, string Status);
