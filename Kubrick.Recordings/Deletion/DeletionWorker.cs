using Kubrick.Recordings.Database;
using Kubrick.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Options;
using MongoDB.Driver;

namespace Kubrick.Recordings.Deletion;

/// <summary>
/// Continues deletions that a crash or an unavailable storage interrupted, and runs the final sweep. Removes the objects that moves have left behind.
/// </summary>
internal sealed partial class DeletionWorker(
    TombstoneStore tombstones, RecordingDeletion deletion, OldCopies copies, RecordingStore store, IOptions<DeletionOptions> options, TimeProvider clock, ILogger<DeletionWorker> logger)
    : BackgroundService
{
    private const int BatchSize = 100;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.PollInterval, clock);
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
            await StepAsync("deletion", () => deletion.AdvanceAsync(tombstone, cancellationToken), cancellationToken);
        }

        foreach (var moved in await copies.FindDueAsync(store.Now(), BatchSize, cancellationToken))
        {
            await StepAsync("removal after a move", () => copies.RemoveAsync(moved, cancellationToken), cancellationToken);
        }
    }

    private async Task StepAsync(string name, Func<Task> step, CancellationToken cancellationToken)
    {
        using var work = BackgroundWork.Start(name);
        try
        {
            await step();
        }
        catch (Exception exception) when (exception is not MongoException && !cancellationToken.IsCancellationRequested)
        {
            // One recording must not stop the others.
            LogFailed(exception.GetType().Name, exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Deletion pass failed: {Kind}: {Reason}")]
    private partial void LogFailed(string kind, string reason);
}
