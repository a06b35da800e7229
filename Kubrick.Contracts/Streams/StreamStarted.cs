namespace Kubrick.Contracts.Streams;

/// <summary>A stream was started. Published by Ingest; may come twice.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="StartedAt">When, in UTC.</param>
/// <param name="Title">The recording's title.</param>
/// <param name="RecorderName">Who records.</param>
/// <param name="Quality"><c>480p</c>, <c>720p</c> or <c>1080p</c>.</param>
public sealed record StreamStarted(string RecordingId, DateTimeOffset StartedAt, string Title, string RecorderName, string Quality);
