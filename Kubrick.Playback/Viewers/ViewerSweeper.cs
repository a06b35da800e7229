using Kubrick.Playback.Streams;
using Microsoft.Extensions.Options;
using MongoDB.Driver;

namespace Kubrick.Playback.Viewers;

/// <summary>Removes viewers who did not renew, and what was kept of deleted streams. It runs on every replica; each viewer is removed by one of them.</summary>
internal sealed partial class ViewerSweeper(
    ViewerStore viewers, StreamStore streams, ViewerEvents events, IOptions<PlaybackOptions> options, TimeProvider clock, ILogger<ViewerSweeper> logger) : BackgroundService
{
    // Longer than the bus would try to deliver an event.
    private static readonly TimeSpan KeepDeleted = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.ViewerSweep, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is MongoException or TimeoutException)
            {
                LogWaiting(exception.Message);
            }
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        while (await viewers.TakeExpiredAsync(cancellationToken) is { } gone)
        {
            events.Left(gone.RecordingId, gone.ViewerId, await viewers.CountAsync(gone.RecordingId, cancellationToken));
        }

        await streams.ForgetHiddenAsync(clock.GetUtcNow() - KeepDeleted, cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "Viewers who did not renew wait for the database: {Reason}")]
    private partial void LogWaiting(string reason);
}
