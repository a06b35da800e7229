using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Streams;
using Kubrick.Playback.Streams;

namespace Kubrick.Playback.Tests.Streams;

/// <summary>Creates the events of one stream.</summary>
internal sealed record StreamHistory(string Id, DateTimeOffset StartedAt)
{
    public StreamStarted Started => new(Id, StartedAt, "Interview", "Ada", "720p");

    public StreamInterrupted Interrupted(int second) => new(Id, At(second));

    public StreamResumed Resumed(int second) => new(Id, At(second));

    public StreamEnding Ending(int second) => new(Id, At(second));

    public StreamProgressed Progressed(int second, long segments, params IReadOnlyList<string> errors) =>
        new(Id, segments, segments * 1_000, (segments * 900) + 10, errors, At(second));

    public StreamEnded Ended(int second, long segments = 5) => new(
        Id, StartedAt, At(second), new StreamTotals(9_500, segments, segments * 1_000, 4_510), "key", new StreamArchive("archive", "local", "bucket", "video/webm", 4_510, new string('0', 64)));

    public StreamFailed Failed(int second, string reason) => new(
        Id, StartedAt, At(second), StreamErrorCodes.InvalidMedia, reason, new StreamTotals(0, 0, 0, 12), null, null);

    public RecordingRenamed Renamed(int second, string title) => new(Id, title, At(second));

    public long Ms(int second) => At(second).ToUnixTimeMilliseconds();

    public static Task ApplyAsync(StreamStore store, object streamEvent, CancellationToken cancellationToken) => streamEvent switch
    {
        StreamStarted started => store.ApplyAsync(started, cancellationToken),
        StreamInterrupted interrupted => store.ApplyAsync(interrupted, cancellationToken),
        StreamResumed resumed => store.ApplyAsync(resumed, cancellationToken),
        StreamEnding ending => store.ApplyAsync(ending, cancellationToken),
        StreamProgressed progressed => store.ApplyAsync(progressed, cancellationToken),
        StreamEnded ended => store.ApplyAsync(ended, cancellationToken),
        StreamFailed failed => store.ApplyAsync(failed, cancellationToken),
        RecordingRenamed renamed => store.ApplyAsync(renamed, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(streamEvent), streamEvent.GetType().Name, null),
    };

    private DateTimeOffset At(int second) => StartedAt.AddSeconds(second);
}
