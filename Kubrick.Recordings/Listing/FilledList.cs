using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Driver;

namespace Kubrick.Recordings.Listing;

/// <summary>
/// Reads filled documents, each list by the cheapest of several plans (<c>docs/decisions/0015-lists-and-search.md</c>): what few recordings match is read by the most selective index
/// and sorted; what many match is scanned in the order of the list, and where its first recordings have too few matches, the ids of some thousand are sorted, and a scan for more leaves
/// out the part of the order that has none.
/// </summary>
internal sealed class FilledList(
    IMongoCollection<Recording> collection, ListTotals totals, SortedIds sorted, ListScan scan, DeepPages deepPages, ScanGaps gaps)
{
    public async Task<ListedRange> ReadAsync(RecordingQuery query, ListRange range, CancellationToken cancellationToken)
    {
        var selective = query.ToSelectiveFilter();
        var key = KeyOf(selective);
        var list = new ScannedList($"{key} {query.Sort}", query.ToFilter(), query.Sort);
        var known = totals.Find(key, selective);
        if (!query.IsFiltered)
        {
            var counting = known is { } all ? Task.FromResult(new ListTotal(all, IsLowerBound: false)) : totals.CountAsync(key, selective, query.IsTextual, cancellationToken);
            return await ReadInOrderAsync(list, range, counting, cancellationToken);
        }

        if (!(known > SortedIds.MaxIds) && sorted.Find(list, query) is { } remembered)
        {
            return await ReadAsync(list, query, remembered, range, cancellationToken);
        }

        if (known is null && await sorted.FindSmallAsync(list, query, cancellationToken) is { Count: <= ListTotals.SmallLimit } few)
        {
            return await ReadAsync(list, query, few, range, cancellationToken);
        }

        var total = known is { } count ? new ListTotal(count, IsLowerBound: false) : await totals.CountLargeAsync(key, selective, query.IsTextual, cancellationToken);
        return await ReadManyAsync(list, query, range, total, cancellationToken);
    }

    private async Task<ListedRange> ReadManyAsync(ScannedList list, RecordingQuery query, ListRange range, ListTotal total, CancellationToken cancellationToken)
    {
        // By a total that is some seconds old, the page after the last one may have begun to exist.
        if (!total.IsLowerBound && range.Skip >= total.Count + range.Count)
        {
            return new ListedRange([], total);
        }

        // Where a gap is known, a scan from the beginning is short, and all pages are read alike.
        var gap = gaps.Find(list, query);
        if (gap?.Gap is null && range.Skip < PagePositions.MinOffset && await scan.ReadFirstAsync(query, range, cancellationToken) is var first && first.Count == range.Count)
        {
            return new ListedRange(first, total);
        }

        if ((total.IsLowerBound || total.Count <= SortedIds.MaxIds) && await sorted.ReadAsync(list, query, cancellationToken) is { } ids)
        {
            return await ReadAsync(list, query, ids, range, cancellationToken);
        }

        gap ??= await gaps.FindAsync(list, query, cancellationToken);
        return await ReadInOrderAsync(list with { Gap = gap.Gap }, range, Task.FromResult(total), cancellationToken);
    }

    private async Task<ListedRange> ReadInOrderAsync(ScannedList list, ListRange range, Task<ListTotal> counting, CancellationToken cancellationToken)
    {
        var start = await deepPages.FindAsync(list, range.Skip, cancellationToken);
        var found = await scan.ReadAsync(list, start?.Place, range.Skip - (start?.Offset ?? 0), range.Count, cancellationToken);
        var total = await counting;
        if ((start is not null || list.Gap is not null) && IsIncomplete(found, range, total))
        {
            found = await scan.ReadAsync(list with { Gap = null }, from: null, range.Skip, range.Count, cancellationToken);
        }

        return new ListedRange(found, total);
    }

    /// <summary>Reads a range of ids. Those that are not listed any more are taken out of the list, so that no range has holes.</summary>
    private async Task<ListedRange> ReadAsync(ScannedList list, RecordingQuery query, IReadOnlyList<ObjectId> ids, ListRange range, CancellationToken cancellationToken)
    {
        while (true)
        {
            var total = new ListTotal(ids.Count, IsLowerBound: false);
            var wanted = ids.Skip(range.Skip).Take(range.Count).ToList();
            if (wanted.Count == 0)
            {
                return new ListedRange([], total);
            }

            // The database decides, as it did when it found them.
            var listed = Builders<Recording>.Filter.In(recording => recording.Id, wanted) & query.Conditions();
            var found = await collection.Find(listed).Project(RecordingProjections.Listed).ToListAsync(cancellationToken);
            var byId = found.Where(recording => recording.Shelf == query.Shelf).ToDictionary(recording => recording.Id);
            if (byId.Count == wanted.Count)
            {
                return new ListedRange([.. wanted.Select(id => byId[id])], total);
            }

            var gone = wanted.Where(id => !byId.ContainsKey(id)).ToHashSet();
            sorted.Forget(list, gone);
            ids = [.. ids.Where(id => !gone.Contains(id))];
        }
    }

    // Values of types that nothing writes are in no part of an order that a scan from a position reaches.
    private static bool IsIncomplete(List<Recording> found, ListRange range, ListTotal total) =>
        found.Count < range.Count && !total.IsLowerBound && range.Skip + found.Count < total.Count;

    private string KeyOf(FilterDefinition<Recording> filter) =>
        filter.Render(new RenderArgs<Recording>(collection.DocumentSerializer, BsonSerializer.SerializerRegistry)).ToJson();
}
