namespace Kubrick.Contracts.Streams;

/// <summary>The logs of a stream that is over can go. JSON, through <see cref="Logs.LogNames.RemovalDelayQueue"/>.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
public sealed record RemoveStreamLogs(string RecordingId);
