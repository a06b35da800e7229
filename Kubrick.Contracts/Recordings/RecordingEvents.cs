namespace Kubrick.Contracts.Recordings;

/// <summary>A recording document was created. Published by Recordings.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="RecorderName">The name of the recorder.</param>
/// <param name="CreatedAt">The time, in UTC.</param>
public sealed record RecordingCreated(string RecordingId, string RecorderName, DateTimeOffset CreatedAt);

/// <summary>The title of a recording changed. Published by Recordings, for services that store a copy of the title.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="Title">The new title.</param>
/// <param name="RenamedAt">The time, in UTC.</param>
public sealed record RecordingRenamed(string RecordingId, string Title, DateTimeOffset RenamedAt);

/// <summary>The status of a recording changed. Published by Recordings, the only service that changes it.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="From">The previous status, as sent to clients: <c>uploading</c>, <c>ready</c>, ….</param>
/// <param name="To">The new status.</param>
/// <param name="ChangedAt">The time, in UTC.</param>
public sealed record RecordingStatusChanged(string RecordingId, string From, string To, DateTimeOffset ChangedAt);

/// <summary>
/// A recording was deleted and its stored objects were removed. Published by Recordings. Uploads aborts an upload session that is still open, so that no parts remain.
/// </summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="StorageKey">The key that the video had or would have had; null when no upload was started.</param>
/// <param name="UploadId">The upload session that was open; null when there was none.</param>
/// <param name="DeletedAt">The time, in UTC.</param>
public sealed record RecordingDeleted(string RecordingId, string? StorageKey, string? UploadId, DateTimeOffset DeletedAt)
{
    /// <summary>Where the video was stored: <c>local</c>, <c>s3</c> or <c>gcp</c>; null for the configured provider.</summary>
    public string? Provider { get; init; }

    /// <summary>Its bucket; null for the one of the provider's settings.</summary>
    public string? Bucket { get; init; }
}
