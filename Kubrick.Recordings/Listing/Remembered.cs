using System.Collections.Concurrent;

namespace Kubrick.Recordings.Listing;

/// <summary>
/// Remembers what was costly to find in lists. What is no longer fresh is found again in the background, while requests still use it, and what is too old is forgotten. Requests that
/// miss the same share one search; it belongs to none of them, so none of them cancels it.
/// </summary>
/// <param name="freshness">How long it is used as it is.</param>
/// <param name="maxAge">How long it is used at all. As long as it is fresh: nothing is found in the background.</param>
/// <param name="maxEntries">How many are remembered.</param>
/// <param name="searches">Runs the searches.</param>
/// <param name="reportFailure">Called with the failure of a search in the background.</param>
internal sealed class Remembered<T>(TimeSpan freshness, TimeSpan maxAge, int maxEntries, SlowSearches searches, Action<Exception> reportFailure)
    where T : class
{
    // Between two searches in the background, so that they take at most a tenth of the time.
    private const int Rest = 10;

    private static readonly TimeSpan MaxRest = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<T>>> running = new(StringComparer.Ordinal);

    /// <summary>What is remembered under a key; null for nothing.</summary>
    public T? Find(string key, Func<CancellationToken, Task<T>> search)
    {
        if (!entries.TryGetValue(key, out var entry))
        {
            return null;
        }

        var age = searches.Clock.GetElapsedTime(entry.StartedAt);
        var fresh = FreshnessOf(entry);
        if (age > fresh + (maxAge - freshness))
        {
            return null;
        }

        if (age > fresh)
        {
            _ = SearchAsync(key, search).ContinueWith(
                failed => reportFailure(failed.Exception!.GetBaseException()), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }

        return entry.Value;
    }

    /// <summary>Searches, and remembers what is found.</summary>
    /// <exception cref="TimeoutException">The search took too long.</exception>
    public Task<T> SearchAsync(string key, Func<CancellationToken, Task<T>> search, CancellationToken cancellationToken) => SearchAsync(key, search).WaitAsync(cancellationToken);

    /// <summary>Changes what is remembered under a key. It stays as old as it is.</summary>
    public void Change(string key, Func<T, T> change)
    {
        while (entries.TryGetValue(key, out var entry))
        {
            if (entries.TryUpdate(key, entry with { Value = change(entry.Value) }, entry))
            {
                return;
            }
        }
    }

    private Task<T> SearchAsync(string key, Func<CancellationToken, Task<T>> search) =>
        running.GetOrAdd(key, _ => new Lazy<Task<T>>(() => Task.Run(() => RunAsync(key, search)))).Value;

    private async Task<T> RunAsync(string key, Func<CancellationToken, Task<T>> search)
    {
        try
        {
            var (found, startedAt) = await searches.RunAsync(search);
            if (entries.Count >= maxEntries && !entries.ContainsKey(key))
            {
                entries.Clear();
            }

            entries[key] = new Entry(found, startedAt, searches.Clock.GetElapsedTime(startedAt));
            return found;
        }
        finally
        {
            running.TryRemove(key, out _);
        }
    }

    private TimeSpan FreshnessOf(Entry entry)
    {
        var rest = entry.Took < MaxRest / Rest ? entry.Took * Rest : MaxRest;
        return maxAge > freshness && rest > freshness ? rest : freshness;
    }

    private sealed record Entry(T Value, long StartedAt, TimeSpan Took);
}
