using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Recordings;
using Kubrick.Recordings.Uploads;
using Kubrick.Storage;
using Microsoft.Extensions.Options;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Reconciliation;

/// <summary>
/// Completes uploads whose bytes are all stored although nobody said so: the browser or Uploads died between the last byte and the word. Each
/// pass is bounded, and the next one goes on where it stopped.
/// </summary>
internal sealed partial class UploadReconciler(
    IMongoCollection<Recording> collection, RecordingStore store, IObjectReader reader, StorageLocation location,
    IOptions<ReconciliationOptions> options, TimeProvider clock, ILogger<UploadReconciler> logger)
    : BackgroundService
{
    private static readonly FilterDefinitionBuilder<Recording> Where = Builders<Recording>.Filter;

    private Recording? last;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
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
    }

    /// <summary>Looks at the next stuck recordings, and begins anew after the last.</summary>
    internal async Task PassAsync(CancellationToken cancellationToken)
    {
        var batch = await FindStuckAsync(cancellationToken);
        foreach (var recording in batch)
        {
            await HealAsync(recording, cancellationToken);
        }

        last = batch.Count == options.Value.BatchSize ? batch[^1] : null;
    }

    private Task<List<Recording>> FindStuckAsync(CancellationToken cancellationToken)
    {
        var stuck = Where.Eq(recording => recording.Status, RecordingStatus.Uploading)
            & Where.Eq(recording => recording.Shelf, Shelf.Library)
            & Where.Lt(recording => recording.UpdatedAt, clock.GetUtcNow() - options.Value.StuckAfter);
        if (last is { } seen)
        {
            stuck &= Where.Lt(recording => recording.CreatedAt, seen.CreatedAt)
                | (Where.Eq(recording => recording.CreatedAt, seen.CreatedAt) & Where.Lt(recording => recording.Id, seen.Id));
        }

        return collection.Find(stuck)
            .SortByDescending(recording => recording.CreatedAt)
            .ThenByDescending(recording => recording.Id)
            .Limit(options.Value.BatchSize)
            .ToListAsync(cancellationToken);
    }

    private async Task HealAsync(Recording recording, CancellationToken cancellationToken)
    {
        var isHere = recording.StorageProvider == location.Provider && recording.StorageBucket == location.Bucket;
        if (recording is not { StorageKey: { } key, DeclaredBytes: { } declared } || !isHere)
        {
            return;
        }

        if (await reader.FindAsync(key, cancellationToken) is not { } stored || stored.Length != declared)
        {
            return;
        }

        var completion = new UploadCompletion(key, stored.Length, Duration: null);
        var decision = await store.ChangeAsync(recording.Id, found => UploadDecisions.Complete(found, completion, store.Now()), cancellationToken);
        if (decision.Recording is not null)
        {
            LogHealed(recording.Id, stored.Length);
        }
    }

    [LoggerMessage(LogLevel.Information, "The upload of {RecordingId} was complete ({Bytes} bytes) but never reported; it is ready now")]
    private partial void LogHealed(ObjectId recordingId, long bytes);

    [LoggerMessage(LogLevel.Warning, "Stuck uploads wait: {Kind}: {Reason}")]
    private partial void LogFailed(string kind, string reason);
}
