namespace Kubrick.Contracts.Streams;

/// <summary>A stream was started. Published by Ingest; may be published twice.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="StartedAt">The time, in UTC.</param>
/// <param name="Title">The recording's title.</param>
/// <param name="RecorderName">The name of the recorder.</param>
/// <param name="Quality"><c>480p</c>, <c>720p</c> or <c>1080p</c>.</param>
public sealed record StreamStarted(string RecordingId, DateTimeOffset StartedAt, string Title, string RecorderName, string Quality);
