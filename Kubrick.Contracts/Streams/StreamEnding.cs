namespace Kubrick.Contracts.Streams;

/// <summary>The end of a stream is in its chunk log; the rest of the stream is still being stored. Published by the service that wrote the end.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="EndingAt">The time, in UTC.</param>
public sealed record StreamEnding(string RecordingId, DateTimeOffset EndingAt);
