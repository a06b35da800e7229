using Kubrick.Recordings.Documents;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Database;

/// <summary>Which documents lack fields that the queries need, and whether there may be any.</summary>
internal sealed class UnfilledDocuments(IMongoCollection<Recording> collection)
{
    // More are not read by every list.
    private const int MaxFew = 100;

    private volatile bool mayExist = true;
    private volatile bool areMany;

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
        var found = await collection.Find(Filter).Project<FoundId>(FoundId.Projection).Limit(MaxFew + 1).ToListAsync(cancellationToken);
        areMany = found.Count > MaxFew;
        mayExist = found.Count > 0;
        return found.Count > 0;
    }

    /// <summary>The unfilled documents, for a list; null where they are many.</summary>
    public async Task<IReadOnlyList<Recording>?> FindFewAsync(CancellationToken cancellationToken)
    {
        if (areMany)
        {
            return null;
        }

        var found = await collection.Find(Filter).Project(RecordingProjections.ListedAlone).Limit(MaxFew + 1).ToListAsync(cancellationToken);
        // One that is being stored under another id is there twice.
        return found.Count > MaxFew ? null : [.. found.DistinctBy(recording => recording.Id)];
    }
}
