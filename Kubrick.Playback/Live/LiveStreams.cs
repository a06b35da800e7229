using System.Collections.Concurrent;
using Kubrick.Contracts.Logs;
using Kubrick.Storage;
using Kubrick.StreamLogs;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Kubrick.Playback.Live;

/// <summary>The streams that are watched on this replica: attached when the first viewer comes, let go when nobody has asked for a while.</summary>
internal sealed partial class LiveStreams(
    StreamLogClient logs,
    IOptions<PlaybackOptions> options,
    MediaNames names,
    WindowMemory memory,
    WaitingRoom everybody,
    IMemoryCache cache,
    TimeProvider clock,
    ILogger<LiveStreams> logger)
    : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan MissingFor = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, LiveStream> streams = new(StringComparer.Ordinal);

    public int Count => streams.Count;

    /// <summary>The stream, where it is attached.</summary>
    public LiveStream? Find(string recordingId) => streams.TryGetValue(recordingId, out var stream) && stream.IsReady ? stream : null;

    /// <summary>Whether this replica can attach to one more stream, or has attached to this one already.</summary>
    public bool HasRoomFor(string recordingId) =>
        streams.ContainsKey(recordingId) || (streams.Count < options.Value.MaxStreams && !memory.IsFull);

    /// <summary>The stream, after attaching to its part log: once, however many ask. Null where there is no such log, or it could not be read in time.</summary>
    public async Task<(LiveStream? Stream, Attachment Attachment)> AttachAsync(string recordingId, CancellationToken cancellationToken)
    {
        // While a stream begins every viewer asks once a second, and each look would open channels to the broker.
        var missing = LogNames.PartLog(recordingId);
        if (cache.TryGetValue(missing, out _))
        {
            return (null, Attachment.Missing);
        }

        var stream = streams.GetOrAdd(recordingId, id => new LiveStream(id, logs, options.Value, names, memory, everybody, clock, logger));
        stream.Touch();
        var attachment = await stream.AttachAsync(cancellationToken);
        if (attachment == Attachment.Late)
        {
            // Half of a log is a moment of the past, which another replica's viewers have left behind.
            return (null, attachment);
        }

        if (attachment == Attachment.Ready && !stream.IsClosed)
        {
            return (stream, attachment);
        }

        if (attachment == Attachment.Missing)
        {
            cache.Set(missing, true, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = MissingFor, Size = 1 });
        }

        await RemoveAsync(stream);
        return (null, Attachment.Missing);
    }

    /// <summary>Lets a stream go at once.</summary>
    public Task RemoveAsync(string recordingId) => streams.TryGetValue(recordingId, out var stream) ? RemoveAsync(stream) : Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = TimeSpan.FromTicks(Math.Min(options.Value.IdleAfter.Ticks / 4, LongestPause.Ticks));
        using var timer = new PeriodicTimer(pause, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var stream in streams.Values.Where(stream => stream.IsIdle || stream.IsClosed))
                {
                    LogDetached(stream.RecordingId);
                    // A broker that hangs may hold one stream up, but not the others.
                    _ = RemoveAsync(stream);
                }
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(streams.Values.Select(RemoveAsync));
        }
    }

    private async Task RemoveAsync(LiveStream stream)
    {
        streams.TryRemove(KeyValuePair.Create(stream.RecordingId, stream));
        await stream.DisposeAsync();
    }

    [LoggerMessage(LogLevel.Debug, "Nobody watches {RecordingId} here any more")]
    private partial void LogDetached(string recordingId);
}
