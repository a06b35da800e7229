using System.Collections.Concurrent;
using Kubrick.Contracts.Logs;
using Kubrick.Playback.Tickets;
using Kubrick.Storage;
using Kubrick.StreamLogs;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Kubrick.Playback.Live;

/// <summary>The streams that are watched on this replica: attached by the first request, detached when no request has come for a while.</summary>
internal sealed partial class LiveStreams(
    StreamLogClient logs,
    SettledRecordings recordings,
    IOptions<PlaybackOptions> options,
    MediaNames names,
    LiveCapacity capacity,
    IMemoryCache cache,
    TimeProvider clock,
    ILogger<LiveStreams> logger)
    : BackgroundService
{
    private static readonly TimeSpan MaxSweepInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan AbsenceLifetime = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, LiveStream> streams = new(StringComparer.Ordinal);

    public int Count => streams.Count;

    /// <summary>The stream, if it is attached and has caught up with its log.</summary>
    public LiveStream? Find(string recordingId) => streams.TryGetValue(recordingId, out var stream) && stream.IsReady ? stream : null;

    /// <summary>Whether this replica has attached the stream, or can attach it.</summary>
    public bool HasRoomFor(string recordingId) =>
        streams.ContainsKey(recordingId) || (streams.Count < options.Value.MaxStreams && !capacity.IsMemoryFull);

    /// <summary>Attaches a stream, once for all concurrent requests. The stream is null unless the result is <see cref="AttachResult.Attached"/>.</summary>
    public async Task<(LiveStream? Stream, AttachResult Result)> AttachAsync(string recordingId, CancellationToken cancellationToken)
    {
        // An absent log is cached briefly: each viewer polls once a second while a stream starts, and each check opens channels to the broker.
        var absent = LogNames.PartLog(recordingId);
        if (cache.TryGetValue(absent, out _))
        {
            return (null, AttachResult.Missing);
        }

        var stream = streams.GetOrAdd(recordingId, NewStream);
        stream.Touch();
        var result = await stream.AttachAsync(cancellationToken);
        if (result == AttachResult.TimedOut)
        {
            // Not shown half read: it would take viewers of another replica back in time.
            return (null, result);
        }

        if (result == AttachResult.Attached && !stream.IsClosed)
        {
            return (stream, result);
        }

        if (result == AttachResult.Missing)
        {
            cache.Set(absent, true, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = AbsenceLifetime, Size = 1 });
        }

        await DetachAsync(stream);
        return (null, AttachResult.Missing);
    }

    public Task DetachAsync(string recordingId) => streams.TryGetValue(recordingId, out var stream) ? DetachAsync(stream) : Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var interval = TimeSpan.FromTicks(Math.Min(options.Value.IdleTimeout.Ticks / 4, MaxSweepInterval.Ticks));
        using var timer = new PeriodicTimer(interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var stream in streams.Values.Where(stream => stream.IsIdle || stream.IsClosed))
                {
                    LogDetached(stream.RecordingId);
                    // Not awaited: a broker that hangs may delay one stream, but not the others.
                    _ = DetachAsync(stream);
                }
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(streams.Values.Select(DetachAsync));
        }
    }

    private LiveStream NewStream(string recordingId)
    {
        var since = clock.GetUtcNow() - (options.Value.Window * TimeSpan.FromSeconds(options.Value.TargetDuration));
        var follower = new PartLogFollower(recordingId, logs, since, clock, logger);
        return new LiveStream(recordingId, follower, recordings, options.Value, names, capacity, clock, logger);
    }

    private async Task DetachAsync(LiveStream stream)
    {
        streams.TryRemove(KeyValuePair.Create(stream.RecordingId, stream));
        await stream.DisposeAsync();
    }

    [LoggerMessage(LogLevel.Debug, "Stream detached: {RecordingId}")]
    private partial void LogDetached(string recordingId);
}
