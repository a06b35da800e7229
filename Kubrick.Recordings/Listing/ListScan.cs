using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using MongoDB.Driver;

namespace Kubrick.Recordings.Listing;

/// <summary>Reads recordings in the order of a list, from its beginning or from a position.</summary>
internal sealed class ListScan(IMongoCollection<Recording> collection)
{
    // Enough for a page of 20 if one recording in fifty matches.
    private const int MaxScanned = 1000;

    /// <summary>Reads recordings of a list.</summary>
    /// <param name="list">The list.</param>
    /// <param name="from">Where to start; null for the beginning.</param>
    /// <param name="skip">How many recordings after that are skipped.</param>
    /// <param name="limit">How many are read at most.</param>
    /// <param name="cancellationToken">The request's.</param>
    public Task<List<Recording>> ReadAsync(ScannedList list, PlaceInOrder? from, int skip, int limit, CancellationToken cancellationToken) => (from, list.Gap) switch
    {
        ({ } place, _) => ReadAsync(list, list.Sort.PartsFrom(place), skip, limit, cancellationToken),
        (null, { } gap) => ReadAsync(list, [.. list.Sort.PartsUpTo(gap.After), .. list.Sort.PartsFrom(gap.Until)], skip, limit, cancellationToken),
        _ => FindAsync(list.Filter, list.Sort, skip, limit, cancellationToken),
    };

    /// <summary>Reads what matches a filtered list among the first recordings of its shelf, so that the cost is bounded wherever the matches are.</summary>
    public Task<List<Recording>> ReadFirstAsync(RecordingQuery query, ListRange range, CancellationToken cancellationToken) => collection.Aggregate()
        .Match(query.OnShelf())
        .Sort(query.ToSort())
        .Limit(MaxScanned)
        .Match(query.Conditions())
        .Skip(range.Skip)
        .Limit(range.Count)
        .Project(RecordingProjections.Listed)
        .ToListAsync(cancellationToken);

    /// <summary>The last one of these first recordings, whether it matches or not; null where the shelf has not so many.</summary>
    public async Task<Recording?> FindLastOfFirstAsync(RecordingQuery query, CancellationToken cancellationToken) =>
        (await FindAsync(query.OnShelf(), query.Sort, MaxScanned - 1, limit: 1, cancellationToken)).SingleOrDefault();

    private async Task<List<Recording>> ReadAsync(
        ScannedList list, IReadOnlyList<FilterDefinition<Recording>> parts, int skip, int limit, CancellationToken cancellationToken)
    {
        List<Recording> found = [];
        foreach (var (index, part) in parts.Select(part => list.Filter & part).Index())
        {
            found.AddRange(await FindAsync(part, list.Sort, skip, limit - found.Count, cancellationToken));
            if (found.Count == limit)
            {
                break;
            }

            if (found.Count > 0)
            {
                skip = 0;
            }
            else if (skip > 0 && index < parts.Count - 1)
            {
                // This part had none that is not skipped.
                skip -= (int)await collection.CountDocumentsAsync(part, new CountOptions { Limit = skip }, cancellationToken);
            }
        }

        return found;
    }

    private Task<List<Recording>> FindAsync(FilterDefinition<Recording> filter, RecordingSort sort, int skip, int limit, CancellationToken cancellationToken) =>
        collection.Find(filter).Sort(sort.ToSort()).Skip(skip).Limit(limit).Project(RecordingProjections.Listed).ToListAsync(cancellationToken);
}
