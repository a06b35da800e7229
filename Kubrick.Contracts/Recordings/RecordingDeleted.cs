namespace Kubrick.Contracts.Recordings;

/// <summary>
/// A recording was deleted and its stored objects removed. Published by Recordings. Uploads aborts the upload session that may
/// still be open, so that no part stays behind.
/// </summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="StorageKey">The key that the video had or would have had; null where no upload was begun.</param>
/// <param name="UploadId">The upload session that was open; null where there was none.</param>
/// <param name="DeletedAt">When, in UTC.</param>
public sealed record RecordingDeleted(string RecordingId, string? StorageKey, string? UploadId, DateTimeOffset DeletedAt);
