namespace Kubrick.Contracts.Recordings;

/// <summary>A recording went from one status to another. Published by Recordings, which alone changes it.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="From">The status before, as sent to clients: <c>uploading</c>, <c>ready</c>, ….</param>
/// <param name="To">The status now.</param>
/// <param name="ChangedAt">When, in UTC.</param>
public sealed record RecordingStatusChanged(string RecordingId, string From, string To, DateTimeOffset ChangedAt);
