using System.Collections.Concurrent;
using Kubrick.Recordings.Documents;
using MongoDB.Driver;

namespace Kubrick.Recordings.Listing;

/// <summary>
/// Counts the recordings of a list. Small lists are counted by every request; the filtered ones by their ids (<see cref="SortedIds"/>). The total of a large one is remembered, and counted again in the background when it is older than
/// two seconds: no request waits for it, except the first one where an index alone can count. One that was not asked for in the meantime is forgotten: it says nothing of the
/// list any more, neither how many pages it has nor by which plan it is read.
/// </summary>
internal sealed partial class ListTotals(IMongoCollection<Recording> collection, TimeProvider clock, ILogger<ListTotals> logger)
{
    /// <summary>The most recordings of a small list.</summary>
    public const int SmallLimit = 1000;

    private const int MaxEntries = 1000;
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, (long Count, long At)> totals = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<long?>>> counts = new(StringComparer.Ordinal);

    /// <summary>The remembered total of a large list; null where there is none that is new enough.</summary>
    public long? Find(string list, FilterDefinition<Recording> filter)
    {
        if (!totals.TryGetValue(list, out var total))
        {
            return null;
        }

        var age = clock.GetElapsedTime(total.At);
        if (age > MaxAge)
        {
            return null;
        }

        if (age > Freshness)
        {
            _ = RefreshAsync(list, filter);
        }

        return total.Count;
    }

    /// <summary>Counts a list of which no total is remembered.</summary>
    /// <param name="list">Its key.</param>
    /// <param name="filter">Its filter.</param>
    /// <param name="isTextual">Whether a count reads documents. Then a large list is not waited for.</param>
    /// <param name="cancellationToken">The request's.</param>
    public async Task<ListTotal> CountAsync(string list, FilterDefinition<Recording> filter, bool isTextual, CancellationToken cancellationToken)
    {
        var bounded = await collection.CountDocumentsAsync(filter, new CountOptions { Limit = SmallLimit + 1 }, cancellationToken);
        return bounded <= SmallLimit ? new ListTotal(bounded, IsLowerBound: false) : await CountLargeAsync(list, filter, isTextual, cancellationToken);
    }

    /// <summary>Counts a list that is known to be large.</summary>
    public async Task<ListTotal> CountLargeAsync(string list, FilterDefinition<Recording> filter, bool isTextual, CancellationToken cancellationToken)
    {
        var count = RefreshAsync(list, filter);
        return !isTextual && await count.WaitAsync(cancellationToken) is { } total
            ? new ListTotal(total, IsLowerBound: false)
            : new ListTotal(SmallLimit + 1, IsLowerBound: true);
    }

    // Concurrent requests share one count. It belongs to none of them, so none of them cancels it.
    private Task<long?> RefreshAsync(string list, FilterDefinition<Recording> filter) =>
        counts.GetOrAdd(list, _ => new Lazy<Task<long?>>(() => CountAllAsync(list, filter))).Value;

    private async Task<long?> CountAllAsync(string list, FilterDefinition<Recording> filter)
    {
        try
        {
            var count = await collection.CountDocumentsAsync(filter, new CountOptions { MaxTime = Timeout });
            Remember(list, count);
            return count;
        }
        catch (Exception exception) when (exception is MongoException or TimeoutException)
        {
            LogFailed(exception.GetType().Name, exception.Message);
            return null;
        }
        finally
        {
            counts.TryRemove(list, out _);
        }
    }

    private void Remember(string list, long count)
    {
        if (count <= SmallLimit)
        {
            totals.TryRemove(list, out _);
            return;
        }

        if (totals.Count >= MaxEntries && !totals.ContainsKey(list))
        {
            totals.Clear();
        }

        totals[list] = (count, clock.GetTimestamp());
    }

    [LoggerMessage(LogLevel.Warning, "List count failed; the next request tries again: {Kind}: {Reason}")]
    private partial void LogFailed(string kind, string reason);
}

/// <param name="Count">Recordings on all pages.</param>
/// <param name="IsLowerBound">Whether there are more: they are still being counted.</param>
internal readonly record struct ListTotal(long Count, bool IsLowerBound);
