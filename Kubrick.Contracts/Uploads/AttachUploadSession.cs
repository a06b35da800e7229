namespace Kubrick.Contracts.Uploads;

/// <summary>Makes a chunked upload's session the one of the recording.</summary>
/// <param name="UploadId">The provider's id of the session (a secret with <c>gcp</c>).</param>
/// <param name="FileSize">The declared size of the whole file in bytes.</param>
/// <param name="ChunkSize">The size of every part but the last, in bytes.</param>
/// <param name="ExpiresAt">When the session ends by itself, in UTC; null where it has no end.</param>
/// <param name="Version">The <see cref="UploadState.Version"/> that the caller saw.</param>
public sealed record AttachUploadSession(string UploadId, long FileSize, long ChunkSize, DateTimeOffset? ExpiresAt, long Version);
