namespace Kubrick.Contracts.Recordings;

/// <summary>
/// A recording was deleted and its stored objects were removed. Published by Recordings. Uploads aborts an upload session that is still open, so that no parts remain.
/// </summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="StorageKey">The key that the video had or would have had; null when no upload was started.</param>
/// <param name="UploadId">The upload session that was open; null when there was none.</param>
/// <param name="DeletedAt">The time, in UTC.</param>
public sealed record RecordingDeleted(string RecordingId, string? StorageKey, string? UploadId, DateTimeOffset DeletedAt);
