using Kubrick.Recordings.Documents;
using Microsoft.Extensions.Options;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Reconciliation;

/// <summary>
/// Searches for unfinished uploads and streams, and has <see cref="UploadRepair"/> and <see cref="StreamRepair"/> finish them. A pass is bounded, and the next
/// pass continues after its last recording; a failure for one recording does not stop the others.
/// </summary>
internal sealed partial class Reconciler(
    IMongoCollection<Recording> collection, UploadRepair uploads, StreamRepair streams, UnprocessedVideoRepair videos, IOptions<ReconciliationOptions> options,
    TimeProvider clock, ILogger<Reconciler> logger)
    : BackgroundService
{
    private static readonly FilterDefinitionBuilder<Recording> Where = Builders<Recording>.Filter;

    /// <summary>The stored statuses of unfinished recordings. No worker of the first system will finish its recordings.</summary>
    private static readonly string[] Unfinished = ["uploading", "recording", "processing", "pending", "transcoding"];

    private static FilterDefinition<Recording> UnfinishedInLibrary =>
        (FilterDefinition<Recording>)new BsonDocument("status", new BsonDocument("$in", new BsonArray(Unfinished))) & Where.Eq(recording => recording.Shelf, Shelf.Library);

    // A stream cannot be archived before it has ended.
    private static FilterDefinition<Recording> UploadingInArchive =>
        Where.Eq(recording => recording.StatusBeforeArchive, RecordingStatus.Uploading) & Where.Eq(recording => recording.Shelf, Shelf.Archive);

    // Their storage could not be reached when they expired (LostUpload), or their client has set them to error itself.
    private static FilterDefinition<Recording> IsEnded => Where.Ne(recording => recording.LostAt, null) | Where.Ne(recording => recording.UploadSession, null);

    private static FilterDefinition<Recording> EndedInLibrary =>
        Where.Eq(recording => recording.Status, RecordingStatus.Error) & IsEnded & Where.Eq(recording => recording.Shelf, Shelf.Library);

    private static FilterDefinition<Recording> EndedInArchive =>
        Where.Eq(recording => recording.StatusBeforeArchive, RecordingStatus.Error) & IsEnded & Where.Eq(recording => recording.Shelf, Shelf.Archive);

    private Recording? last;
    private Recording? lastArchived;
    private Recording? lastEnded;
    private Recording? lastEndedArchived;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Interval, clock);
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

    /// <summary>Checks the next recordings of the library and of the archive, and the next of both whose upload has ended, and starts again after the last one of each.</summary>
    internal async Task PassAsync(CancellationToken cancellationToken)
    {
        last = await RepairNextAsync(UnfinishedInLibrary, last, cancellationToken);
        lastArchived = await RepairNextAsync(UploadingInArchive, lastArchived, cancellationToken);
        lastEnded = await RepairNextAsync(EndedInLibrary, lastEnded, cancellationToken);
        lastEndedArchived = await RepairNextAsync(EndedInArchive, lastEndedArchived, cancellationToken);
    }

    /// <summary>Checks the next recordings after one, or the first ones.</summary>
    /// <returns>The last one that was checked; null if no more are left.</returns>
    private async Task<Recording?> RepairNextAsync(FilterDefinition<Recording> unfinished, Recording? after, CancellationToken cancellationToken)
    {
        var batch = await FindStuckAsync(unfinished, after, cancellationToken);
        foreach (var recording in batch)
        {
            try
            {
                await (recording switch
                {
                    { Status: RecordingStatus.Processing, PlaybackFormat: PlaybackFormat.Video } => videos.RepairAsync(recording, cancellationToken),
                    { Status: RecordingStatus.Recording or RecordingStatus.Processing } => streams.RepairAsync(recording, cancellationToken),
                    { LibraryStatus: RecordingStatus.Error, LostAt: null } => uploads.ReleaseAsync(recording, cancellationToken),
                    _ => uploads.RepairAsync(recording, cancellationToken),
                });
            }
            catch (Exception exception) when (exception is not MongoException && !cancellationToken.IsCancellationRequested)
            {
                // An outage of the database concerns all recordings; any other failure may concern this one only.
                LogPostponed(recording.Id, exception.GetType().Name, exception.Message);
            }
        }

        return batch.Count == options.Value.BatchSize ? batch[^1] : null;
    }

    private Task<List<Recording>> FindStuckAsync(FilterDefinition<Recording> unfinished, Recording? after, CancellationToken cancellationToken)
    {
        var stuck = unfinished & Where.Lt(recording => recording.UpdatedAt, clock.GetUtcNow() - options.Value.StuckAfter);
        if (after is { } seen)
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

    [LoggerMessage(LogLevel.Warning, "Repair postponed: recording {RecordingId}: {Kind}: {Reason}")]
    private partial void LogPostponed(ObjectId recordingId, string kind, string reason);

    [LoggerMessage(LogLevel.Warning, "Reconciliation pass failed: {Kind}: {Reason}")]
    private partial void LogFailed(string kind, string reason);
}
