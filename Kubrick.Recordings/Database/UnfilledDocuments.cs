using Kubrick.Recordings.Documents;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Database;

/// <summary>Which documents lack fields that the queries need, and whether there may be any.</summary>
internal sealed class UnfilledDocuments(IMongoCollection<Recording> collection)
{
    private volatile bool mayExist = true;

    /// <summary>
    /// Matches documents of the first system, of an earlier version of this one, and those whose own fields are damaged. Two ranges of two indexes serve it.
    /// </summary>
    public static BsonDocument Filter { get; } = new("$or", new BsonArray
    {
        new BsonDocument("schemaVersion", new BsonDocument("$not", new BsonDocument("$gte", Recording.CurrentSchemaVersion))),
        new BsonDocument("shelf", new BsonDocument("$nin", new BsonArray(Enum.GetValues<Shelf>().Select(WireNames<Shelf>.Of)))),
    });

    /// <summary>Whether lists have to search unfilled documents, too. True until a check has found none.</summary>
    public bool MayExist => mayExist;

    /// <summary>Checks whether there is one.</summary>
    public async Task<bool> CheckAsync(CancellationToken cancellationToken)
    {
        var found = await collection.Find(Filter).Project(new BsonDocument("_id", 1)).Limit(1).AnyAsync(cancellationToken);
        mayExist = found;
        return found;
    }
}
