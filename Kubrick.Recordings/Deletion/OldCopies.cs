using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.Storage;
using Microsoft.Extensions.Options;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Deletion;

/// <summary>Removes the objects that a move has left in the old place, when no signed URL of them is valid any more.</summary>
internal sealed partial class OldCopies(
    IMongoCollection<Recording> collection, RecordingStore store, StoredObjects objects, StoragePlaces places, StorageKeys keys, IOptions<DeletionOptions> options,
    ILogger<OldCopies> logger)
{
    private static readonly FilterDefinitionBuilder<Recording> Where = Builders<Recording>.Filter;
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromHours(1);

    /// <summary>The due removals, the longest due first.</summary>
    public Task<List<Recording>> FindDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        collection.Find(Where.Lte(recording => recording.StorageCopy!.RemoveAt, now) & Where.Eq(recording => recording.DeletedAt, null))
            .SortBy(recording => recording.StorageCopy!.RemoveAt)
            .Limit(limit)
            .ToListAsync(cancellationToken);

    /// <summary>Removes the old objects of a recording. A failure of the storage makes them due again, later each time.</summary>
    /// <returns>Whether they are removed.</returns>
    public async Task<bool> RemoveAsync(Recording recording, CancellationToken cancellationToken)
    {
        if (recording.StorageCopy is not { RemoveAt: not null } copy)
        {
            return true;
        }

        try
        {
            var (old, current) = (places.Require(copy.Provider, copy.Bucket), places.Require(recording.StorageProvider, recording.StorageBucket));
            if (old.Location != current.Location)
            {
                // A new upload replaces them all.
                if (recording.Status is not RecordingStatus.Uploading)
                {
                    await KeepLateObjectsAsync(recording, old, current, cancellationToken);
                }

                await objects.RemoveAsync(recording, old, cancellationToken);
            }
        }
        catch (StorageException exception)
        {
            LogPostponed(recording.Id, exception.Error, exception.Message);
            await ChangeAsync(recording.Id, copy, Postponed(copy), cancellationToken);
            return false;
        }

        await ChangeAsync(recording.Id, copy, after: null, cancellationToken);
        return true;
    }

    /// <summary>An object that a browser stored after the move, with a URL that was signed before, is not lost.</summary>
    private async Task KeepLateObjectsAsync(Recording recording, StoragePlace old, StoragePlace current, CancellationToken cancellationToken)
    {
        var copier = new ObjectCopier(old, current);
        var own = OwnObjects.Of(recording, keys);
        foreach (var key in own.Keys)
        {
            await KeepAsync(key);
        }

        foreach (var prefix in own.Prefixes)
        {
            await foreach (var key in old.List.ListAsync(prefix, cancellationToken))
            {
                await KeepAsync(key);
            }
        }

        async Task KeepAsync(string key)
        {
            if (await current.Reader.FindAsync(key, cancellationToken) is null && await copier.CopyAsync(key, cancellationToken) is not null)
            {
                LogKept(recording.Id, key);
            }
        }
    }

    private StorageCopy Postponed(StorageCopy copy)
    {
        var wait = TimeSpan.FromSeconds(Math.Min(MaxRetryDelay.TotalSeconds, options.Value.RetryDelay.TotalSeconds * Math.Pow(2, Math.Min(copy.Failures, 20))));
        return copy with { Failures = copy.Failures + 1, RemoveAt = store.Now() + wait };
    }

    private async Task ChangeAsync(ObjectId id, StorageCopy before, StorageCopy? after, CancellationToken cancellationToken) =>
        await store.ChangeAsync(id, found => found.StorageCopy == before ? found with { StorageCopy = after } : found, cancellationToken);

    [LoggerMessage(LogLevel.Warning, "Removal postponed: the old objects of the moved recording {RecordingId} ({Error}): {Reason}")]
    private partial void LogPostponed(ObjectId recordingId, StorageError error, string reason);

    [LoggerMessage(LogLevel.Information, "Object kept: {Key} of the moved recording {RecordingId} was stored in the old place after the move")]
    private partial void LogKept(ObjectId recordingId, string key);
}
