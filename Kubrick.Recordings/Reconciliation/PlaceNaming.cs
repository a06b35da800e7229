using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Telemetry;
using Kubrick.Storage;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Reconciliation;

/// <summary>
/// Writes into documents of finished recordings that name no place, or half of one, where their objects were found: once at each start, while several places are known. The first system
/// stored such documents. Without it, the configured place is taken for theirs, and they would neither be played nor deleted after another one is configured. What no place has, or may be
/// where nobody can look, stays as it is.
/// </summary>
internal sealed partial class PlaceNaming(
    IMongoCollection<Recording> collection, RecordingStore store, StoragePlaces places, PlaceSearch search, TimeProvider clock, ILogger<PlaceNaming> logger)
    : BackgroundService
{
    private const int BatchSize = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(10);
    private static readonly FilterDefinitionBuilder<Recording> Where = Builders<Recording>.Filter;

    // Unfinished ones are left to the other repairs, which know when something of them is missing.
    private static readonly string[] Finished = ["ready", "archived", "error"];

    private static FilterDefinition<Recording> Unnamed =>
        (FilterDefinition<Recording>)new BsonDocument { ["_id"] = new BsonDocument("$type", "objectId"), ["status"] = new BsonDocument("$in", new BsonArray(Finished)) }
        & Where.Eq(recording => recording.DeletedAt, null)
        & (Where.Eq(recording => recording.StorageProvider, null) | Where.Eq(recording => recording.StorageBucket, null))
        & (Where.Ne(recording => recording.StorageKey, null) | Where.Ne(recording => recording.HlsManifestKey, null));

    /// <summary>Looks for every such recording once.</summary>
    /// <returns>How many documents name their place now.</returns>
    internal async Task<int> NameAllAsync(CancellationToken cancellationToken)
    {
        var named = 0;
        ObjectId? last = null;
        List<Recording> batch;
        do
        {
            var next = last is { } id ? Unnamed & Where.Gt(recording => recording.Id, id) : Unnamed;
            batch = await collection.Find(next).SortBy(recording => recording.Id).Limit(BatchSize).ToListAsync(cancellationToken);
            foreach (var recording in batch)
            {
                named += await TryNameAsync(recording, cancellationToken) ? 1 : 0;
            }

            last = batch.Count > 0 ? batch[^1].Id : null;
            if (batch.Count == BatchSize)
            {
                // Requests of users come first.
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
        while (batch.Count == BatchSize);
        return named;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (places.Known.Count > 1 && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                var named = await NameAllAsync(stoppingToken);
                if (named > 0)
                {
                    LogNamed(named);
                }

                return;
            }
            catch (Exception exception) when (exception is MongoException or TimeoutException && !stoppingToken.IsCancellationRequested)
            {
                LogPostponed(exception.GetType().Name, exception.Message);
                await Task.Delay(RetryDelay, clock, stoppingToken);
            }
        }
    }

    private async Task<bool> TryNameAsync(Recording recording, CancellationToken cancellationToken)
    {
        var key = StoredPlaylist.KeyOf(recording) ?? recording.StorageKey;
        try
        {
            if (!StorageKeys.IsKey(key) || await search.FindAsync(recording, key, cancellationToken) is not { } place
                || await place.Reader.FindAsync(key!, cancellationToken) is not { Length: > 0 })
            {
                return false;
            }

            using var work = BackgroundWork.Start("place naming");
            var changed = await store.ChangeAsync(
                recording.Id,
                newest => newest.StorageKey == recording.StorageKey && newest.HlsManifestKey == recording.HlsManifestKey
                    ? newest.At(place.Location.Provider, place.Location.Bucket)
                    : ApiErrors.Conflict("The recording was changed in the meantime."),
                cancellationToken);
            return changed.Is(out _, out _);
        }
        catch (StorageException exception)
        {
            // The next start looks again.
            LogNotFound(recording.Id, exception.Error, exception.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "Places found of recordings whose documents named none: {Count}")]
    private partial void LogNamed(int count);

    [LoggerMessage(LogLevel.Warning, "The places of recordings could not be looked for, retrying: {Kind}: {Reason}")]
    private partial void LogPostponed(string kind, string reason);

    [LoggerMessage(LogLevel.Warning, "The place of recording {RecordingId} could not be looked for ({Error}): {Reason}")]
    private partial void LogNotFound(ObjectId recordingId, StorageError error, string reason);
}
