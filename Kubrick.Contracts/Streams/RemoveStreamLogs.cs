namespace Kubrick.Contracts.Streams;

/// <summary>Deletes the logs of a stream that has ended. JSON, through <see cref="Logs.LogNames.RemovalDelayQueue"/>.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="IsDeleted">Whether the recording was deleted: then the stream's media and checkpoint are deleted with the logs, since no worker can receive the stream any more.</param>
public sealed record RemoveStreamLogs(string RecordingId, bool IsDeleted = false);
