using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using MongoDB.Driver;

namespace Kubrick.Recordings.Listing;

/// <summary>
/// Reads pages of recordings. A few unfilled documents, such as those that cannot be filled in, are read for themselves and merged into the list; while there are many, both kinds
/// of documents are asked by one slow query.
/// </summary>
internal sealed class RecordingList(IMongoCollection<Recording> collection, FilledList filled, UnfilledDocuments unfilled, UnreadableRecordings unreadable)
{
    public async Task<RecordingPage> ReadAsync(RecordingQuery query, CancellationToken cancellationToken)
    {
        var page = await ReadPageAsync(query, cancellationToken);
        foreach (var recording in page.Recordings)
        {
            unreadable.Report(recording);
        }

        return page;
    }

    private async Task<RecordingPage> ReadPageAsync(RecordingQuery query, CancellationToken cancellationToken)
    {
        // With the first recording of the next page, if there is one.
        var range = new ListRange(query.Page.Skip, query.Page.Size + 1);
        if (!unfilled.MayExist)
        {
            return Page(query, await filled.ReadAsync(query, range, cancellationToken));
        }

        if (await unfilled.FindFewAsync(cancellationToken) is not { } few)
        {
            return await ReadAllAsync(query, cancellationToken);
        }

        var merge = new ListMerge(few.Where(query.IsMatch), query.Sort);
        return Page(query, merge.Of(range, await filled.ReadAsync(query, merge.WhatIsRead(range), cancellationToken)));
    }

    private async Task<RecordingPage> ReadAllAsync(RecordingQuery query, CancellationToken cancellationToken)
    {
        var filter = query.ToFilter() | UnfilledQuery.ToFilter(query);
        var count = collection.CountDocumentsAsync(filter, cancellationToken: cancellationToken);
        var page = collection.Find(filter).Sort(query.ToSort()).Skip(query.Page.Skip).Limit(query.Page.Size).Project(RecordingProjections.Listed).ToListAsync(cancellationToken);
        await Task.WhenAll(count, page);
        return new RecordingPage(await page, new ListTotal(await count, IsLowerBound: false));
    }

    // A remembered total may be older than the page: it is never less than what the page shows.
    private static RecordingPage Page(RecordingQuery query, ListedRange found) => new(
        [.. found.Recordings.Take(query.Page.Size)],
        found.Recordings.Count == 0 ? found.Total : found.Total with { Count = Math.Max(found.Total.Count, query.Page.Skip + found.Recordings.Count) });
}

/// <param name="Recordings">At most as many as the page's size.</param>
/// <param name="Total">Recordings on all pages.</param>
internal sealed record RecordingPage(IReadOnlyList<Recording> Recordings, ListTotal Total);
