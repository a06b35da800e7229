namespace Kubrick.Storage;

/// <summary>A resumable upload that was begun.</summary>
/// <param name="Key">The object's key.</param>
/// <param name="UploadId">The provider's id of the session (with GCS its URI, a secret).</param>
/// <param name="ChunkSize">The size of every part but the last, in bytes.</param>
/// <param name="ExpiresAt">When the session ends by itself, in UTC; null where it has no end.</param>
public sealed record UploadSession(string Key, string UploadId, long ChunkSize, DateTimeOffset? ExpiresAt);
