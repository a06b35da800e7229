using Kubrick.Recordings.Documents;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Deletion;

/// <summary>Finds and removes deleted recordings.</summary>
internal sealed class TombstoneStore(IMongoCollection<Recording> collection)
{
    private static readonly FilterDefinitionBuilder<Recording> Where = Builders<Recording>.Filter;

    /// <summary>The due deletions, the longest due first.</summary>
    public Task<List<Recording>> FindDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        collection.Find(Where.Lte(recording => recording.Deletion!.DueAt, now) & Where.Type(recording => recording.DeletedAt, BsonType.DateTime))
            .SortBy(recording => recording.Deletion!.DueAt)
            .Limit(limit)
            .ToListAsync(cancellationToken);

    /// <summary>Removes a tombstone; false where it has unpublished events or was changed.</summary>
    public async Task<bool> RemoveAsync(Recording tombstone, CancellationToken cancellationToken)
    {
        var idle = Where.Eq(recording => recording.Id, tombstone.Id)
            & Where.Eq(recording => recording.Version, tombstone.Version)
            & Where.Size(recording => recording.Outbox, 0);
        var result = await collection.DeleteOneAsync(idle, cancellationToken);
        return result.DeletedCount > 0;
    }
}
