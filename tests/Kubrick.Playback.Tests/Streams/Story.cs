using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Streams;
using Kubrick.Playback.Streams;

namespace Kubrick.Playback.Tests.Streams;

/// <summary>The events of one stream, in the order of its life.</summary>
internal sealed record Story(string Id, DateTimeOffset Began)
{
    public StreamStarted Started => new(Id, Began, "Interview", "Ada", "720p");

    public StreamInterrupted Interrupted(int second) => new(Id, At(second));

    public StreamResumed Resumed(int second) => new(Id, At(second));

    public StreamEnding Ending(int second) => new(Id, At(second));

    public StreamProgressed Progressed(int second, long segments, params IReadOnlyList<string> errors) =>
        new(Id, segments, segments * 1_000, (segments * 900) + 10, errors, At(second));

    public StreamEnded Ended(int second, long segments = 5) => new(
        Id, Began, At(second), 9_500, segments, segments * 1_000, 4_510, "key", new StreamArchive("archive", "local", "bucket", "video/webm", 4_510, new string('0', 64)));

    public StreamFailed Failed(int second, string reason) => new(
        Id, Began, At(second), StreamErrorCodes.InvalidMedia, reason, 0, 0, 0, 12, null, null);

    public RecordingRenamed Renamed(int second, string title) => new(Id, title, At(second));

    public long Ms(int second) => At(second).ToUnixTimeMilliseconds();

    public static Task TellAsync(StreamStore store, object happened, CancellationToken cancellationToken) => happened switch
    {
        StreamStarted started => store.ApplyAsync(started, cancellationToken),
        StreamInterrupted interrupted => store.ApplyAsync(interrupted, cancellationToken),
        StreamResumed resumed => store.ApplyAsync(resumed, cancellationToken),
        StreamEnding ending => store.ApplyAsync(ending, cancellationToken),
        StreamProgressed progressed => store.ApplyAsync(progressed, cancellationToken),
        StreamEnded ended => store.ApplyAsync(ended, cancellationToken),
        StreamFailed failed => store.ApplyAsync(failed, cancellationToken),
        RecordingRenamed renamed => store.ApplyAsync(renamed, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name, null),
    };

    private DateTimeOffset At(int second) => Began.AddSeconds(second);
}
