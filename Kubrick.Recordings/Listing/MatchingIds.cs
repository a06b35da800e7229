using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Listing;

/// <summary>Finds the ids of whatever matches a filtered list, in its order, by the most selective index.</summary>
internal sealed class MatchingIds(IMongoCollection<Recording> collection)
{
    // What an index alone finds quickly.
    private const int MaxCandidates = 1000;

    /// <summary>Finds the ids among the recordings that match one of several conditions; null where there is only one, or many recordings match each.</summary>
    public async Task<IReadOnlyList<ObjectId>?> FindByOneConditionAsync(RecordingQuery query, CancellationToken cancellationToken)
    {
        // No planner knows which of several conditions the fewest recordings match.
        foreach (var condition in query.SingleConditions())
        {
            var candidates = await ReadAsync(condition, sort: null, MaxCandidates + 1, cancellationToken);
            if (candidates.Count <= MaxCandidates)
            {
                var among = Builders<Recording>.Filter.In(recording => recording.Id, candidates) & query.Conditions();
                return candidates.Count == 0 ? [] : await ReadAsync(among, query.Sort, MaxCandidates, cancellationToken);
            }
        }

        return null;
    }

    /// <summary>Finds the ids by the index of the whole filter; one more than the limit, whichever these are, where there are more.</summary>
    public Task<IReadOnlyList<ObjectId>> FindAsync(RecordingQuery query, int limit, CancellationToken cancellationToken) =>
        ReadAsync(query.ToSelectiveFilter(), query.Sort, limit + 1, cancellationToken);

    private async Task<IReadOnlyList<ObjectId>> ReadAsync(FilterDefinition<Recording> filter, RecordingSort? sort, int limit, CancellationToken cancellationToken)
    {
        var found = collection.Aggregate().Match(filter).Limit(limit);
        var ids = await (sort is null ? found : found.Project<Recording>(sort.OnlyValues()).Sort(sort.ToSort()))
            .Project<FoundId>(FoundId.Projection)
            .ToListAsync(cancellationToken);
        return [.. ids.Select(id => id.Value).OfType<ObjectId>()];
    }
}
