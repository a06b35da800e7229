using Kubrick.Recordings.Database;
using Kubrick.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Options;

namespace Kubrick.Recordings.Deletion;

/// <summary>Goes on with deletions that a crash or the storage left half done, and sweeps once more when no URL is valid any longer.</summary>
internal sealed partial class DeletionWorker(
    TombstoneStore tombstones, RecordingDeletion deletion, RecordingStore store, IOptions<DeletionOptions> options, TimeProvider clock, ILogger<DeletionWorker> logger)
    : BackgroundService
{
    private const int BatchSize = 100;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SearchEvery, clock);
        do
        {
            try
            {
                await PassAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception.GetType().Name, exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        foreach (var tombstone in await tombstones.FindDueAsync(store.Now(), BatchSize, cancellationToken))
        {
            using var work = BackgroundWork.Start("deletion");
            await deletion.AdvanceAsync(tombstone, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Deletions wait: {Kind}: {Reason}")]
    private partial void LogFailed(string kind, string reason);
}
