namespace Kubrick.Contracts.Recordings;

/// <summary>A recording document was created. Published by Recordings.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="RecorderName">Who records.</param>
/// <param name="CreatedAt">When, in UTC.</param>
public sealed record RecordingCreated(string RecordingId, string RecorderName, DateTimeOffset CreatedAt);
