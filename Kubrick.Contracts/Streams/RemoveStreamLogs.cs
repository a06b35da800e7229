namespace Kubrick.Contracts.Streams;

/// <summary>The logs of a stream that is over can go. JSON, through <see cref="Logs.LogNames.RemovalDelayQueue"/>.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="IsDeleted">Whether the recording was deleted: what was made and noted of the stream goes with the logs, for no worker can be given it any more.</param>
public sealed record RemoveStreamLogs(string RecordingId, bool IsDeleted = false);
