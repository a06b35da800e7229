namespace Kubrick.Contracts.Recordings;

/// <summary>The status of a recording changed. Published by Recordings, the only service that changes it.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="From">The previous status, as sent to clients: <c>uploading</c>, <c>ready</c>, ….</param>
/// <param name="To">The new status.</param>
/// <param name="ChangedAt">The time, in UTC.</param>
public sealed record RecordingStatusChanged(string RecordingId, string From, string To, DateTimeOffset ChangedAt);
