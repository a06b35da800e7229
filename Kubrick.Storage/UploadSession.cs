namespace Kubrick.Storage;

/// <summary>An open multipart upload.</summary>
/// <param name="Key">The object's key.</param>
/// <param name="UploadId">The provider's id of the upload (with GCS its URI, a secret).</param>
/// <param name="PartSize">The size of every part but the last, in bytes.</param>
/// <param name="ExpiresAt">The time at which the storage aborts the upload, in UTC; null for never.</param>
public sealed record UploadSession(string Key, string UploadId, long PartSize, DateTimeOffset? ExpiresAt);

/// <summary>A request for a multipart upload.</summary>
/// <param name="Key">The object's key.</param>
/// <param name="ContentType">Its content type.</param>
/// <param name="FileSize">Its declared size in bytes; null opens an open-ended upload, whose size is known when it completes.</param>
/// <param name="Origin">The browser's <c>Origin</c>, which GCS binds the session to; null for none.</param>
public sealed record UploadRequest(string Key, string ContentType, long? FileSize, string? Origin);

/// <summary>One part of an upload.</summary>
/// <param name="PartNumber">From 1.</param>
/// <param name="ETag">The entity tag from the storage, without quotes; empty with GCS, whose parts have none.</param>
/// <param name="Length">The part's size in bytes; null if unknown.</param>
public sealed record UploadedPart(int PartNumber, string ETag, long? Length);
