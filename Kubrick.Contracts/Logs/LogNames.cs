namespace Kubrick.Contracts.Logs;

/// <summary>The names of the broker's queues for media and its workers (<c>docs/stream-logs.md</c>, <c>docs/processing.md</c>).</summary>
public static class LogNames
{
    /// <summary>The quorum queue of <see cref="Streams.TranscodeStream"/>: one message per stream, unacknowledged while the stream lives.</summary>
    public const string TranscodeQueue = "transcode-stream";

    /// <summary>The quorum queue of <see cref="Processing.ProcessRecording"/>: one message per recording, unacknowledged while it is processed.</summary>
    public const string ProcessQueue = "process-recording";

    /// <summary>Delays a further attempt, then dead-letters it to <see cref="ProcessQueue"/>.</summary>
    public const string ProcessDelayQueue = "process-recording.delay";

    /// <summary>Delays <see cref="Streams.RemoveStreamLogs"/> until viewers have read the end, then dead-letters it to <see cref="RemovalQueue"/>.</summary>
    public const string RemovalDelayQueue = "remove-stream-logs.delay";

    /// <summary>The queue of <see cref="Streams.RemoveStreamLogs"/> that are due.</summary>
    public const string RemovalQueue = "remove-stream-logs";

    /// <summary>The stream queue of a recording's chunks (<see cref="ChunkHeader"/>), from the first to the end.</summary>
    public static string ChunkLog(string recordingId) => $"chunk-log.{recordingId}";

    /// <summary>The stream queue of a recording's newest parts (<see cref="PartRecord"/>).</summary>
    public static string PartLog(string recordingId) => $"part-log.{recordingId}";

    /// <summary>The exclusive queue that is the publisher's lease: its owner alone may append to the chunk log.</summary>
    public static string PublisherLease(string recordingId) => $"publisher.{recordingId}";

    /// <summary>The exclusive queue that is the lease of the worker that processes a recording.</summary>
    public static string ProcessingLease(string recordingId) => $"processing.{recordingId}";

    /// <summary>The exclusive queue that is the lease of the worker that transcodes a recording: its owner alone may append to the part log.</summary>
    public static string TranscoderLease(string recordingId) => $"transcoder.{recordingId}";
}
