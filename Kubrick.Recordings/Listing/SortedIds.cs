using MongoDB.Bson;

namespace Kubrick.Recordings.Listing;

/// <summary>
/// Finds the ids of filtered lists in their order. Those of a small list are found by every request; where every condition has many matches, they are used for two seconds. Those of lists
/// of some thousand recordings are remembered a little longer: a scan in the order of such a list may have to pass the whole shelf.
/// </summary>
internal sealed partial class SortedIds
{
    /// <summary>The most ids of a list.</summary>
    public const int MaxIds = 10_000;

    private const int MaxLists = 100;
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(10);

    private readonly MatchingIds matching;
    private readonly ILogger<SortedIds> logger;
    private readonly Remembered<IReadOnlyList<ObjectId>> small;
    private readonly Remembered<FoundOrder> orders;

    public SortedIds(MatchingIds matching, SlowSearches searches, ILogger<SortedIds> logger)
    {
        this.matching = matching;
        this.logger = logger;
        small = new Remembered<IReadOnlyList<ObjectId>>(Freshness, Freshness, MaxLists, searches, Report);
        orders = new Remembered<FoundOrder>(Freshness, MaxAge, MaxLists, searches, Report);
    }

    /// <summary>The ids of a small list; more than it may have (<see cref="ListTotals.SmallLimit"/>) where it is a large one.</summary>
    public async Task<IReadOnlyList<ObjectId>> FindSmallAsync(ScannedList list, RecordingQuery query, CancellationToken cancellationToken)
    {
        if (!query.SingleConditions().Any())
        {
            return await matching.FindAsync(query, ListTotals.SmallLimit, cancellationToken);
        }

        return small.Find(list.Key, CompareAsync)
            ?? await matching.FindByOneConditionAsync(query, cancellationToken)
            ?? await small.SearchAsync(list.Key, CompareAsync, cancellationToken);

        Task<IReadOnlyList<ObjectId>> CompareAsync(CancellationToken timeout) => matching.FindAsync(query, ListTotals.SmallLimit, timeout);
    }

    /// <summary>The remembered ids of a larger list; null for none.</summary>
    public IReadOnlyList<ObjectId>? Find(ScannedList list, RecordingQuery query) =>
        // One that has become small is read like every small one.
        orders.Find(list.Key, timeout => SearchAsync(query, timeout)) is { Ids: { Count: > ListTotals.SmallLimit } ids } ? ids : null;

    /// <summary>The ids of a larger list; null where there are too many.</summary>
    public async Task<IReadOnlyList<ObjectId>?> ReadAsync(ScannedList list, RecordingQuery query, CancellationToken cancellationToken)
    {
        var known = orders.Find(list.Key, timeout => SearchAsync(query, timeout));
        return (known ?? await orders.SearchAsync(list.Key, timeout => SearchAsync(query, timeout), cancellationToken)).Ids;
    }

    /// <summary>
    /// Forgets ids that are not in a list any more, so that all of its pages are those of a list without them. A page that left them out alone would begin before the end of the one before.
    /// </summary>
    public void Forget(ScannedList list, IReadOnlySet<ObjectId> gone)
    {
        // Of a large list, the first ones say only that there are more.
        small.Change(list.Key, ids => ids.Count <= ListTotals.SmallLimit ? Without(ids, gone) : ids);
        orders.Change(list.Key, order => order.Ids is { } ids ? new FoundOrder(Without(ids, gone)) : order);
    }

    private static IReadOnlyList<ObjectId> Without(IReadOnlyList<ObjectId> ids, IReadOnlySet<ObjectId> gone) => [.. ids.Where(id => !gone.Contains(id))];

    private async Task<FoundOrder> SearchAsync(RecordingQuery query, CancellationToken cancellationToken)
    {
        var found = await matching.FindAsync(query, MaxIds, cancellationToken);
        return new FoundOrder(found.Count <= MaxIds ? found : null);
    }

    private void Report(Exception failure) => LogFailed(failure.GetType().Name, failure.Message);

    [LoggerMessage(LogLevel.Warning, "The ids of a list could not be found; the next request tries again: {Kind}: {Reason}")]
    private partial void LogFailed(string kind, string reason);

    /// <param name="Ids">The ids of a list in its order; null where there are too many.</param>
    private sealed record FoundOrder(IReadOnlyList<ObjectId>? Ids);
}
