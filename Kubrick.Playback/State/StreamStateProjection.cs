using Kubrick.Contracts.Streams;
using Kubrick.Playback.Streams;

namespace Kubrick.Playback.State;

/// <summary>Derives the state that clients see from a stream's facts.</summary>
internal static class StreamStateProjection
{
    private const int MaxErrors = 10;

    /// <summary>The latest status (<see cref="StreamStatuses"/>) that the facts allow. A stream that is over stays over.</summary>
    public static string Status(StreamDocument stream) => stream switch
    {
        { EndedAt: not null } => StreamStatuses.Ended,
        { FailedAt: not null } => StreamStatuses.Error,
        { EndingAt: not null } => StreamStatuses.Stopping,
        // The two times may come from clocks that differ. Then new media shows that the publisher has returned.
        { InterruptedAt: { } interrupted } when !(stream.ResumedAt >= interrupted) && !(stream.BytesReceived > stream.BytesAtInterruption) => StreamStatuses.Reconnecting,
        _ when stream.BytesReceived > 0 || stream.SegmentsUploaded > 0 => StreamStatuses.Live,
        _ => StreamStatuses.Starting,
    };

    public static StreamState Of(StreamDocument stream, int viewerCount, DateTimeOffset now)
    {
        var started = stream.StartedAt ?? stream.LastActivity ?? 0;
        var ended = stream.EndedAt ?? stream.FailedAt;
        var problem = stream.IsOver ? null : stream.Problem;
        return new StreamState
        {
            RecordingId = stream.Id,
            Status = Status(stream),
            StartTime = started,
            EndTime = ended,
            Duration = stream.DurationMs ?? Math.Max(0, (ended ?? now.ToUnixTimeMilliseconds()) - started),
            ViewerCount = viewerCount,
            SegmentsUploaded = stream.SegmentsUploaded,
            BytesUploaded = stream.BytesUploaded,
            LastActivity = stream.LastActivity ?? started,
            ManifestUrl = $"/api/streams/{stream.Id}/hls/manifest.m3u8",
            Error = stream.EndedAt is null ? stream.Reason ?? problem : null,
            Transcoder = new TranscoderState(
                stream is { IsOver: false, ProgressAt: not null }, stream.SegmentsUploaded, stream.BytesReceived, [.. Errors(stream, problem).Take(MaxErrors)]),
        };
    }

    /// <summary>What the stream waits for, what could not be kept, and the worker's latest errors.</summary>
    private static IEnumerable<string> Errors(StreamDocument stream, string? problem)
    {
        string[] problems = problem is null ? [] : [problem];
        var losses = (stream.Losses ?? []).OrderBy(loss => loss.Key, StringComparer.Ordinal).Select(loss => new StreamLoss(loss.Key, loss.Value).Describe());
        return problems.Concat(losses).Concat(stream.Errors ?? []);
    }
}
