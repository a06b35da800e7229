using System.Runtime.CompilerServices;
using Kubrick.Recordings.Database;
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

    /// <summary>
    /// The recordings that may lie in the place. One whose document does not say where it lies is among them; one with an id of another kind is not, because such ids have
    /// no order with the others (<see cref="CountForeignAsync"/>).
    /// </summary>
    public async IAsyncEnumerable<Recording> FindAsync(StorageLocation from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectId? last = null;
        List<Recording> batch;
        do
        {
            var next = In(from) & HasOwnId & (last is { } id ? Where.Gt(recording => recording.Id, id) : Where.Empty);
            batch = await collection.Find(next).SortBy(recording => recording.Id).Limit(BatchSize).ToListAsync(cancellationToken);
            foreach (var recording in batch)
            {
                yield return recording;
            }

            last = batch.Count > 0 ? batch[^1].Id : null;
        }
        while (batch.Count == BatchSize);
    }

    /// <summary>The number of recordings that may lie in the place and have an id of another kind. The services give them one of their own.</summary>
    public Task<long> CountForeignAsync(StorageLocation from, CancellationToken cancellationToken) =>
        collection.CountDocumentsAsync(In(from) & !HasOwnId, cancellationToken: cancellationToken);

    /// <summary>The number of deleted recordings whose objects in the place are not all removed yet.</summary>
    public Task<long> CountDeletedAsync(StorageLocation from, CancellationToken cancellationToken) => collection.CountDocumentsAsync(
        Where.Type(recording => recording.DeletedAt, BsonType.DateTime) & (LiesIn(from) | MayKeepIn(from)), cancellationToken: cancellationToken);

    /// <summary>
    /// The recordings that lie elsewhere and keep an earlier original in the place, by their ids: they were uploaded again while new recordings were stored elsewhere already.
    /// </summary>
    public async Task<IReadOnlyList<ObjectId>> FindEarlierAsync(StorageLocation from, CancellationToken cancellationToken)
    {
        var found = await collection.Find(Where.Eq(recording => recording.DeletedAt, null) & MayKeepIn(from) & !LiesIn(from))
            .Project(RecordingProjections.Whole)
            .SortBy(recording => recording.Id)
            .ToListAsync(cancellationToken);
        return [.. found.Where(recording => recording.Earlier.Any(kept => kept.IsAt(from.Provider, from.Bucket))).Select(recording => recording.Id)];
    }

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

    private static FilterDefinition<Recording> HasOwnId => new BsonDocument("_id", new BsonDocument("$type", "objectId"));

    private FilterDefinition<Recording> In(StorageLocation from)
    {
        string?[] buckets = places.Find(from.Provider, bucket: null)?.Location == from ? [from.Bucket, null] : [from.Bucket];
        var isNamed = Where.Eq(recording => recording.StorageProvider, from.Provider) & Where.In(recording => recording.StorageBucket, buckets);
        var isUnnamed = Where.Eq(recording => recording.StorageProvider, null)
            & (Where.Ne(recording => recording.StorageKey, null) | Where.Ne(recording => recording.HlsManifestKey, null));
        return Where.Eq(recording => recording.DeletedAt, null) & (isNamed | isUnnamed);
    }

    private static FilterDefinition<Recording> LiesIn(StorageLocation place) =>
        Where.Eq(recording => recording.StorageProvider, place.Provider) & Where.Eq(recording => recording.StorageBucket, place.Bucket);

    /// <summary>Of several earlier originals, one may have the provider, and another one the bucket. Earlier versions stored one document instead of an array.</summary>
    private static FilterDefinition<Recording> MayKeepIn(StorageLocation place) =>
        new BsonDocument { ["earlier.provider"] = place.Provider, ["earlier.bucket"] = place.Bucket };

    private static async Task<bool> HasAsync(StoragePlace place, string key, CancellationToken cancellationToken) =>
        StorageKeys.IsKey(key) && await place.Reader.FindAsync(key, cancellationToken) is not null;
}
