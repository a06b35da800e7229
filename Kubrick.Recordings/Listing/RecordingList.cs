using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Driver;

namespace Kubrick.Recordings.Listing;

/// <summary>
/// Reads pages of recordings, each by one of three plans (<c>docs/decisions/0015-lists-and-search.md</c>): what few recordings match is read by the most selective index and
/// sorted; what many match is scanned in the order of the list; and while there may be unfilled documents, both kinds of documents are asked.
/// </summary>
internal sealed class RecordingList(
    IMongoCollection<Recording> collection, ListTotals totals, PagePositions positions, UnfilledDocuments unfilled, UnreadableRecordings unreadable)
{
    // A server may sort everything for a large skip, rather than follow the index.
    private const int MaxSkip = 2500;

    public async Task<RecordingPage> ReadAsync(RecordingQuery query, CancellationToken cancellationToken)
    {
        var page = unfilled.MayExist ? await ReadUnfilledAsync(query, cancellationToken) : await ReadFilledAsync(query, cancellationToken);
        foreach (var recording in page.Recordings)
        {
            unreadable.Report(recording);
        }

        return page;
    }

    private async Task<RecordingPage> ReadUnfilledAsync(RecordingQuery query, CancellationToken cancellationToken)
    {
        var filter = query.ToFilter() | UnfilledQuery.ToFilter(query);
        var count = collection.CountDocumentsAsync(filter, cancellationToken: cancellationToken);
        var page = FindAsync(filter, query, query.Page.Skip, query.Page.Size, cancellationToken);
        await Task.WhenAll(count, page);
        return new RecordingPage(await page, new ListTotal(await count, IsLowerBound: false));
    }

    private async Task<RecordingPage> ReadFilledAsync(RecordingQuery query, CancellationToken cancellationToken)
    {
        var selective = query.ToSelectiveFilter();
        var list = KeyOf(selective);
        var known = totals.Find(list, selective);
        if (known is null && query.IsFiltered)
        {
            var ids = await FindFewAsync(selective, query, cancellationToken);
            if (ids.Count <= ListTotals.SmallLimit)
            {
                return new RecordingPage(await ReadAllAsync(ids, query, cancellationToken), new ListTotal(ids.Count, IsLowerBound: false));
            }
        }

        var total = known is { } count
            ? Task.FromResult(new ListTotal(count, IsLowerBound: false))
            : query.IsFiltered
                ? totals.CountLargeAsync(list, selective, query.IsTextual, cancellationToken)
                : totals.CountAsync(list, selective, query.IsTextual, cancellationToken);
        var page = ScanAsync($"{list} {query.Sort}", query, cancellationToken);
        await Task.WhenAll(total, page);
        return Page(query, await page, await total);
    }

    /// <summary>The ids of everything that matches, in the order of the list; one more than a small list has where there are many.</summary>
    private async Task<IReadOnlyList<ObjectId>> FindFewAsync(FilterDefinition<Recording> filter, RecordingQuery query, CancellationToken cancellationToken)
    {
        var found = await collection.Aggregate()
            .Match(filter)
            .Limit(ListTotals.SmallLimit + 1)
            .Sort(query.ToSort())
            .Project<BsonDocument>(new BsonDocument("_id", 1))
            .ToListAsync(cancellationToken);
        return [.. found.Select(document => document["_id"]).OfType<BsonObjectId>().Select(id => id.Value)];
    }

    private async Task<IReadOnlyList<Recording>> ReadAllAsync(IReadOnlyList<ObjectId> ids, RecordingQuery query, CancellationToken cancellationToken)
    {
        var wanted = ids.Skip(query.Page.Skip).Take(query.Page.Size).ToList();
        if (wanted.Count == 0)
        {
            return [];
        }

        var found = await collection.Find(Builders<Recording>.Filter.In(recording => recording.Id, wanted)).Project(RecordingProjections.Listed).ToListAsync(cancellationToken);
        var byId = found.Where(recording => recording.Shelf == query.Shelf).ToDictionary(recording => recording.Id);
        // One may have been deleted or archived in the meantime.
        return [.. wanted.Where(byId.ContainsKey).Select(id => byId[id])];
    }

    /// <summary>The recordings of a page and, where there is a next page, its first recording.</summary>
    private async Task<IReadOnlyList<Recording>> ScanAsync(string list, RecordingQuery query, CancellationToken cancellationToken)
    {
        var (filter, offset, count, now) = (query.ToFilter(), query.Page.Skip, query.Page.Size + 1, positions.Now());
        var start = await SeekAsync(list, filter, query, now, cancellationToken);
        var countedAt = start?.CountedAt ?? now;
        var page = start is null
            ? await FindAsync(filter, query, offset, count, cancellationToken)
            : await FindAsync(filter & query.Sort.StartingAt(start.Value, start.Id), query, offset - start.Offset, count, cancellationToken);
        if (start is not null && page.Count < count)
        {
            // The end of the list: values that could not be read are sorted there, and no range contains them.
            page = await FindAsync(filter, query, offset, count, cancellationToken);
            countedAt = now;
        }

        foreach (var index in page.Count == 0 ? [] : new[] { 0, page.Count - 1 })
        {
            if (PagePosition.Of(page[index], query.Sort, offset + index, countedAt) is { } position)
            {
                positions.Remember(list, position);
            }
        }

        return page;
    }

    /// <summary>Goes near a deep page in steps, and remembers them; null where the page is not deep or the order has no positions.</summary>
    private async Task<PagePosition?> SeekAsync(string list, FilterDefinition<Recording> filter, RecordingQuery query, long now, CancellationToken cancellationToken)
    {
        var position = positions.Find(list, query.Page.Skip);
        while (query.Page.Skip - (position?.Offset ?? 0) > MaxSkip)
        {
            var from = position is null ? filter : filter & query.Sort.StartingAt(position.Value, position.Id);
            var step = await FindAsync(from, query, MaxSkip, 1, cancellationToken);
            if (step.Count == 0 || PagePosition.Of(step[0], query.Sort, (position?.Offset ?? 0) + MaxSkip, position?.CountedAt ?? now) is not { } reached)
            {
                return position;
            }

            position = reached;
            positions.Remember(list, position);
        }

        return position;
    }

    private async Task<IReadOnlyList<Recording>> FindAsync(FilterDefinition<Recording> filter, RecordingQuery query, int skip, int limit, CancellationToken cancellationToken) =>
        await collection.Find(filter).Sort(query.ToSort()).Skip(skip).Limit(limit).Project(RecordingProjections.Listed).ToListAsync(cancellationToken);

    // A remembered total may be older than the page: it is never less than what the page shows.
    private static RecordingPage Page(RecordingQuery query, IReadOnlyList<Recording> found, ListTotal total) => new(
        [.. found.Take(query.Page.Size)],
        found.Count == 0 ? total : total with { Count = Math.Max(total.Count, query.Page.Skip + found.Count) });

    private string KeyOf(FilterDefinition<Recording> filter) =>
        filter.Render(new RenderArgs<Recording>(collection.DocumentSerializer, BsonSerializer.SerializerRegistry)).ToJson();
}

/// <param name="Recordings">At most as many as the page's size.</param>
/// <param name="Total">Recordings on all pages.</param>
internal sealed record RecordingPage(IReadOnlyList<Recording> Recordings, ListTotal Total);
