using System.Collections.Concurrent;
using Kubrick.ServiceDefaults.Logs;
using Microsoft.Extensions.Options;

namespace Kubrick.Playback.Live;

/// <summary>The streams that are watched on this replica: attached when the first viewer comes, let go when nobody has asked for a while.</summary>
internal sealed partial class LiveStreams(
    StreamLogs logs, IOptions<PlaybackOptions> options, WindowMemory memory, WaitingRoom everybody, TimeProvider clock, ILogger<LiveStreams> logger)
    : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, LiveStream> streams = new(StringComparer.Ordinal);

    public int Count => streams.Count;

    /// <summary>The stream, where it is attached.</summary>
    public LiveStream? Find(string recordingId) => streams.TryGetValue(recordingId, out var stream) && stream.IsReady ? stream : null;

    /// <summary>Whether this replica can attach to one more stream, or has attached to this one already.</summary>
    public bool HasRoomFor(string recordingId) =>
        streams.ContainsKey(recordingId) || (streams.Count < options.Value.MaxStreams && !memory.IsFull);

    /// <summary>The stream, after attaching to its part log: once, however many ask. Null where there is no such log.</summary>
    public async Task<LiveStream?> AttachAsync(string recordingId, CancellationToken cancellationToken)
    {
        var stream = streams.GetOrAdd(recordingId, id => new LiveStream(id, logs, options.Value, memory, everybody, clock, logger));
        stream.Touch();
        if (await stream.AttachAsync(cancellationToken) != Attachment.Missing && !stream.IsClosed)
        {
            return stream;
        }

        await RemoveAsync(stream);
        return null;
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
