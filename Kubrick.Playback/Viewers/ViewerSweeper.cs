using Kubrick.Playback.Streams;
using Microsoft.Extensions.Options;
using MongoDB.Driver;

namespace Kubrick.Playback.Viewers;

/// <summary>Removes expired viewers and hidden documents of streams. It runs on every replica; each viewer is removed by one of them.</summary>
internal sealed partial class ViewerSweeper(
    ViewerStore viewers, StreamStore streams, ViewerEventPublisher events, IOptions<PlaybackOptions> options, TimeProvider clock, ILogger<ViewerSweeper> logger) : BackgroundService
{
    // Longer than the bus retries an event.
    private static readonly TimeSpan HiddenLifetime = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.ViewerSweepInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is MongoException or TimeoutException)
            {
                LogRetrying(exception.Message);
            }
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        while (await viewers.TakeExpiredAsync(cancellationToken) is { } expired)
        {
            events.Left(expired.RecordingId, expired.ViewerId, await viewers.CountAsync(expired.RecordingId, cancellationToken));
        }

        await streams.RemoveHiddenAsync(clock.GetUtcNow() - HiddenLifetime, cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "Viewer sweep failed, retrying: {Reason}")]
    private partial void LogRetrying(string reason);
}
