namespace Kubrick.Contracts.Streams;

/// <summary>A publisher connected to a stream that was interrupted, or that was started over HTTP. Published by Ingest.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="ResumedAt">The time, in UTC.</param>
public sealed record StreamResumed(string RecordingId, DateTimeOffset ResumedAt);
