using System.Runtime.CompilerServices;
using Kubrick.Recordings.Documents;
using Kubrick.Storage;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Moving;

/// <summary>Finds the recordings that lie in a place, in the order of their ids and batch by batch.</summary>
internal sealed class MoveCandidates(IMongoCollection<Recording> collection, StoragePlaces places)
{
    private const int BatchSize = 100;

    private static readonly FilterDefinitionBuilder<Recording> Where = Builders<Recording>.Filter;

    /// <summary>The recordings that may lie in the place. One whose document does not say where it lies is among them.</summary>
    public async IAsyncEnumerable<Recording> FindAsync(StorageLocation from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectId? last = null;
        List<Recording> batch;
        do
        {
            var next = last is { } id ? In(from) & Where.Gt(recording => recording.Id, id) : In(from);
            batch = await collection.Find(next).SortBy(recording => recording.Id).Limit(BatchSize).ToListAsync(cancellationToken);
            foreach (var recording in batch)
            {
                yield return recording;
            }

            last = batch.Count > 0 ? batch[^1].Id : null;
        }
        while (batch.Count == BatchSize);
    }

    /// <summary>The number of deleted recordings whose objects in the place are not all removed yet.</summary>
    public Task<long> CountDeletedAsync(StorageLocation from, CancellationToken cancellationToken) => collection.CountDocumentsAsync(
        Where.Type(recording => recording.DeletedAt, BsonType.DateTime) & Where.Eq(recording => recording.StorageProvider, from.Provider)
            & Where.Eq(recording => recording.StorageBucket, from.Bucket),
        cancellationToken: cancellationToken);

    /// <summary>
    /// The number of recordings that lie elsewhere and keep an earlier original in the place: one that was uploaded again while new recordings were stored elsewhere already.
    /// </summary>
    public Task<long> CountEarlierAsync(StorageLocation from, CancellationToken cancellationToken) => collection.CountDocumentsAsync(
        Where.Eq(recording => recording.DeletedAt, null) & Where.Eq(recording => recording.Earlier!.Provider, from.Provider)
            & Where.Eq(recording => recording.Earlier!.Bucket, from.Bucket)
            & !(Where.Eq(recording => recording.StorageProvider, from.Provider) & Where.Eq(recording => recording.StorageBucket, from.Bucket)),
        cancellationToken: cancellationToken);

    /// <summary>
    /// Whether a recording lies in the place. The first system did not always store the provider: then the place is the one that has its objects.
    /// </summary>
    /// <exception cref="StorageException">A storage could not be read.</exception>
    public async Task<bool> IsInAsync(Recording recording, StoragePlace from, CancellationToken cancellationToken)
    {
        var named = places.Of(recording);
        if (recording.StorageProvider is not null || named?.Location == from.Location)
        {
            return named?.Location == from.Location;
        }

        var key = StoredPlaylist.KeyOf(recording) ?? recording.StorageKey;
        return key is not null && await HasAsync(from, key, cancellationToken) && !(named is not null && await HasAsync(named, key, cancellationToken));
    }

    private FilterDefinition<Recording> In(StorageLocation from)
    {
        string?[] buckets = places.Find(from.Provider, bucket: null)?.Location == from ? [from.Bucket, null] : [from.Bucket];
        var isNamed = Where.Eq(recording => recording.StorageProvider, from.Provider) & Where.In(recording => recording.StorageBucket, buckets);
        var isUnnamed = Where.Eq(recording => recording.StorageProvider, null)
            & (Where.Ne(recording => recording.StorageKey, null) | Where.Ne(recording => recording.HlsManifestKey, null));
        return Where.Eq(recording => recording.DeletedAt, null) & (isNamed | isUnnamed);
    }

    private static async Task<bool> HasAsync(StoragePlace place, string key, CancellationToken cancellationToken) =>
        StorageKeys.IsKey(key) && await place.Reader.FindAsync(key, cancellationToken) is not null;
}
