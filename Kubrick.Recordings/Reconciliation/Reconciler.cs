using Kubrick.Recordings.Documents;
using Microsoft.Extensions.Options;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Reconciliation;

/// <summary>
/// Looks for uploads and streams that nobody ended, and lets <see cref="StuckUpload"/> and <see cref="StuckStream"/> end them. Each pass is bounded, and the next one goes on where it
/// stopped; a recording that cannot be healed now does not keep the others from it.
/// </summary>
internal sealed partial class Reconciler(
    IMongoCollection<Recording> collection, StuckUpload stuckUpload, StuckStream stuckStream, IOptions<ReconciliationOptions> options,
    TimeProvider clock, ILogger<Reconciler> logger)
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
            try
            {
                await (recording.Status == RecordingStatus.Recording
                    ? stuckStream.HealAsync(recording, cancellationToken)
                    : stuckUpload.HealAsync(recording, cancellationToken));
            }
            catch (Exception exception) when (exception is not MongoException && !cancellationToken.IsCancellationRequested)
            {
                // A database that is away is away for all of them; anything else may be this recording's alone.
                LogLeft(recording.Id, exception.GetType().Name, exception.Message);
            }
        }

        last = batch.Count == options.Value.BatchSize ? batch[^1] : null;
    }

    private Task<List<Recording>> FindStuckAsync(CancellationToken cancellationToken)
    {
        var stuck = Where.In(recording => recording.Status, [RecordingStatus.Uploading, RecordingStatus.Recording])
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

    [LoggerMessage(LogLevel.Warning, "The stuck recording {RecordingId} waits for a later pass: {Kind}: {Reason}")]
    private partial void LogLeft(ObjectId recordingId, string kind, string reason);

    [LoggerMessage(LogLevel.Warning, "Stuck recordings wait: {Kind}: {Reason}")]
    private partial void LogFailed(string kind, string reason);
}
