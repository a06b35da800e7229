namespace Kubrick.Contracts.Logs;

/// <summary>The names of the broker's queues that a stream needs (<c>docs/live-streaming.md</c>).</summary>
public static class LogNames
{
    /// <summary>The quorum queue of <see cref="Streams.TranscodeStream"/>: one message a stream, held unacknowledged while it lives.</summary>
    public const string TranscodeQueue = "transcode-stream";

    /// <summary>Where <see cref="Streams.RemoveStreamLogs"/> waits until viewers have read the end; it goes on to <see cref="RemovalQueue"/>.</summary>
    public const string RemovalDelayQueue = "remove-stream-logs.delay";

    /// <summary>The queue of <see cref="Streams.RemoveStreamLogs"/> whose time has come.</summary>
    public const string RemovalQueue = "remove-stream-logs";

    /// <summary>The stream queue that holds a recording's chunks (<see cref="ChunkHeader"/>), from the first to its end.</summary>
    public static string ChunkLog(string recordingId) => $"chunk-log.{recordingId}";

    /// <summary>The stream queue that holds a recording's newest parts (<see cref="PartHeader"/>).</summary>
    public static string PartLog(string recordingId) => $"part-log.{recordingId}";

    /// <summary>The exclusive queue of whoever may append to the chunk log: there is one publisher or none.</summary>
    public static string PublisherLease(string recordingId) => $"publisher.{recordingId}";

    /// <summary>The exclusive queue of the worker that transcodes a recording.</summary>
    public static string TranscoderLease(string recordingId) => $"transcoder.{recordingId}";
}
