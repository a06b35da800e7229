namespace Kubrick.Contracts.Streams;

/// <summary>The end of a stream stands in its chunk log; what was recorded is still being stored. Published by whoever wrote it there.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="EndingAt">When, in UTC.</param>
public sealed record StreamEnding(string RecordingId, DateTimeOffset EndingAt);
