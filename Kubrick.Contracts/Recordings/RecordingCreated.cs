namespace Kubrick.Contracts.Recordings;

/// <summary>A recording document was created. Published by Recordings.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="RecorderName">The name of the recorder.</param>
/// <param name="CreatedAt">The time, in UTC.</param>
public sealed record RecordingCreated(string RecordingId, string RecorderName, DateTimeOffset CreatedAt);
