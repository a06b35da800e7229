using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Telemetry;
using Kubrick.Storage;
using Microsoft.Extensions.Options;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Processing;

/// <summary>
/// Has recordings processed that were stored before recordings were processed: a few at a time, the newest first, and only while no other recording waits. The documents are the
/// only progress, so a restart continues. What cannot be found where its document says is left as it is.
/// </summary>
internal sealed partial class ProcessingBackfill(
    IMongoCollection<Recording> collection, RecordingStore store, StoragePlaces places, IOptions<ProcessingOptions> options, TimeProvider clock, ILogger<ProcessingBackfill> logger)
    : BackgroundService
{
    /// <summary>The most recordings that one pass looks at: what cannot be processed must not hide the rest, and costs one request to the storage each.</summary>
    private const int MaxLookedAt = 20;

    private static readonly FilterDefinitionBuilder<Recording> Where = Builders<Recording>.Filter;

    private Recording? last;

    /// <summary>Whether a recording waits that people wait for. Then no other one is begun.</summary>
    public async Task<bool> IsOtherWaitingAsync(CancellationToken cancellationToken) =>
        await collection.Find(Where.Eq(recording => recording.Processing!.State, ProcessingState.Queued) & Where.Ne(recording => recording.Processing!.IsBackfill, true)
                & Where.Eq(recording => recording.DeletedAt, null))
            .AnyAsync(cancellationToken);

    /// <summary>Asks for the next recordings.</summary>
    internal async Task PassAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.Backfill || await IsOtherWaitingAsync(cancellationToken))
        {
            return;
        }

        var unfinished = await collection.CountDocumentsAsync(
            Where.In(recording => recording.Processing!.State, [ProcessingState.Queued, ProcessingState.Running]) & Where.Eq(recording => recording.Processing!.IsBackfill, true)
                & Where.Eq(recording => recording.DeletedAt, null),
            cancellationToken: cancellationToken);
        var batch = unfinished < options.Value.BackfillBatchSize ? await FindAsync(cancellationToken) : [];
        foreach (var recording in batch)
        {
            if (unfinished >= options.Value.BackfillBatchSize)
            {
                return;
            }

            last = recording;
            if (await IsStoredAsync(recording, cancellationToken) && await RequestAsync(recording, cancellationToken))
            {
                unfinished++;
            }
        }

        if (batch.Count < MaxLookedAt && unfinished < options.Value.BackfillBatchSize)
        {
            // From the newest on again: what could not be reached may be reachable now.
            last = null;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.BackfillInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await PassAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogPassFailed(exception.GetType().Name, exception.Message);
            }
        }
    }

    /// <summary>The next recordings that are stored and were never processed. The place must be named: where a document does not say it, the object may be elsewhere.</summary>
    private Task<List<Recording>> FindAsync(CancellationToken cancellationToken)
    {
        var never = (FilterDefinition<Recording>)new BsonDocument("processing.state", BsonNull.Value)
            & (Where.Eq(recording => recording.Status, RecordingStatus.Ready) | Where.Eq(recording => recording.StatusBeforeArchive, RecordingStatus.Ready))
            & Where.Ne(recording => recording.StorageProvider, null)
            & Where.Ne(recording => recording.StorageKey, null)
            & Where.Gt(recording => recording.FileBytes, 0)
            & Where.Eq(recording => recording.DeletedAt, null);
        if (last is { } seen)
        {
            never &= Where.Lt(recording => recording.CreatedAt, seen.CreatedAt)
                | (Where.Eq(recording => recording.CreatedAt, seen.CreatedAt) & Where.Lt(recording => recording.Id, seen.Id));
        }

        return collection.Find(never)
            .SortByDescending(recording => recording.CreatedAt)
            .ThenByDescending(recording => recording.Id)
            .Limit(MaxLookedAt)
            .ToListAsync(cancellationToken);
    }

    /// <summary>A worker that does not find an original takes <c>ready</c> away, and these were ready for long.</summary>
    private async Task<bool> IsStoredAsync(Recording recording, CancellationToken cancellationToken)
    {
        try
        {
            // Of a stream of the first system, the key is that of the playlist.
            return places.Of(recording) is { } place && StorageKeys.IsKey(recording.StorageKey) && !recording.StorageKey!.EndsWith(".m3u8", StringComparison.OrdinalIgnoreCase)
                && await place.Reader.FindAsync(recording.StorageKey, cancellationToken) is { } stored && stored.Length == recording.FileBytes;
        }
        catch (StorageException)
        {
            return false;
        }
    }

    private async Task<bool> RequestAsync(Recording recording, CancellationToken cancellationToken)
    {
        using var work = BackgroundWork.Start("processing backfill");
        var changed = await store.ChangeAsync(
            recording.Id,
            found => found.Processing is null && found.LibraryStatus == RecordingStatus.Ready && found.StorageKey == recording.StorageKey
                ? found.RequestBackfill(store.Now())
                : ApiErrors.Conflict("It was requested or changed in the meantime."),
            cancellationToken);
        if (changed.Is(out _, out _))
        {
            LogRequested(recording.Id);
            return true;
        }

        return false;
    }

    [LoggerMessage(LogLevel.Information, "Processing requested for a recording that was never processed: {RecordingId}")]
    private partial void LogRequested(ObjectId recordingId);

    [LoggerMessage(LogLevel.Warning, "Search for recordings that were never processed failed: {Kind}: {Reason}")]
    private partial void LogPassFailed(string kind, string reason);
}
