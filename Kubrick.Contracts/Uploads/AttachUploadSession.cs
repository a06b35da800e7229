namespace Kubrick.Contracts.Uploads;

/// <summary>Attaches the session of a chunked upload to the recording.</summary>
/// <param name="UploadId">The provider's id of the session (a secret with <c>gcp</c>).</param>
/// <param name="FileSize">The declared size of the whole file in bytes.</param>
/// <param name="ChunkSize">The size of every part but the last, in bytes.</param>
/// <param name="ExpiresAt">The expiry of the session, in UTC; null when it does not expire.</param>
/// <param name="Version">The <see cref="UploadState.Version"/> that the caller read.</param>
public sealed record AttachUploadSession(string UploadId, long FileSize, long ChunkSize, DateTimeOffset? ExpiresAt, long Version);
