using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using MongoDB.Driver;

namespace Kubrick.Recordings.Listing;

/// <summary>Reads pages of recordings.</summary>
internal sealed class RecordingList(IMongoCollection<Recording> collection, UnfilledDocuments unfilled, UnreadableRecordings unreadable)
{
    public async Task<RecordingPage> ReadAsync(RecordingQuery query, CancellationToken cancellationToken)
    {
        var filter = unfilled.MayExist ? query.ToFilter() | UnfilledQuery.ToFilter(query) : query.ToFilter();
        var count = collection.CountDocumentsAsync(filter, cancellationToken: cancellationToken);
        var page = collection.Find(filter).Sort(query.ToSort()).Skip(query.Page.Skip).Limit(query.Page.Size).ToListAsync(cancellationToken);
        await Task.WhenAll(count, page);
        foreach (var recording in await page)
        {
            unreadable.Report(recording);
        }

        return new RecordingPage(await page, await count);
    }
}

/// <param name="Recordings">At most as many as the page's size.</param>
/// <param name="TotalCount">Recordings on all pages.</param>
internal sealed record RecordingPage(IReadOnlyList<Recording> Recordings, long TotalCount);
