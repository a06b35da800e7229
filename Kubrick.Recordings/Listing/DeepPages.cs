using System.Collections.Concurrent;
using Kubrick.Recordings.Documents;

namespace Kubrick.Recordings.Listing;

/// <summary>
/// Finds where deep pages start, by walking through a list in steps and remembering each. Requests for pages of the same list share a walk. A position that is still used is
/// counted anew in the background before it is too old, so only the first deep page of a list waits for a walk.
/// </summary>
internal sealed partial class DeepPages(ListScan scan, PagePositions positions, TimeProvider clock, ILogger<DeepPages> logger)
{
    // A page skips less than this. A server may sort everything for a large skip, rather than follow the index.
    private const int Step = 500;

    // Recordings behind a step, from one of which a scan can start.
    private const int Spare = 100;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Lazy<Task>> walks = new(StringComparer.Ordinal);

    /// <summary>A position less than a step before an offset; one further away, or null, where the offset is not deep or the list has none there.</summary>
    public async Task<PagePosition?> FindAsync(ScannedList list, int offset, CancellationToken cancellationToken)
    {
        while (offset >= PagePositions.MinOffset)
        {
            var found = positions.Find(list.Key, offset);
            if (found is not null && offset - found.Offset < Step)
            {
                if (positions.IsAging(found))
                {
                    _ = Start(list, offset, from: null, out _).ContinueWith(LogFailure, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
                }

                return found;
            }

            // Steps from an old position would soon be too old, too.
            var walk = Start(list, offset, found is null || positions.IsAging(found) ? null : found, out var isOwn);
            try
            {
                await walk.WaitAsync(cancellationToken);
            }
            catch (TimeoutException)
            {
                // A skip from what it has reached may still answer.
                LogFailure(walk);
                return positions.Find(list.Key, offset);
            }

            if (isOwn && positions.Find(list.Key, offset) is var reached && (reached?.Offset ?? 0) <= (found?.Offset ?? 0))
            {
                return reached;
            }
        }

        return null;
    }

    // A walk belongs to none of the requests that share it, so none of them cancels it.
    private Task Start(ScannedList list, int offset, PagePosition? from, out bool isOwn)
    {
        var own = new Lazy<Task>(() => Task.Run(() => WalkAsync(list, offset, from)));
        var walk = walks.GetOrAdd(list.Key, own);
        isOwn = walk == own;
        return walk.Value;
    }

    private async Task WalkAsync(ScannedList list, int offset, PagePosition? from)
    {
        try
        {
            using var timeout = new CancellationTokenSource(Timeout, clock);
            var now = positions.Now();
            while (offset - (from?.Offset ?? 0) >= Step && await NextAsync(list, from, now, timeout.Token) is { } next && next.Offset <= offset)
            {
                from = next;
                positions.Remember(list.Key, next);
            }
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"A walk through a list took longer than {Timeout.TotalSeconds:F0} s.", exception);
        }
        finally
        {
            walks.TryRemove(list.Key, out _);
        }
    }

    private async Task<PagePosition?> NextAsync(ScannedList list, PagePosition? from, long now, CancellationToken cancellationToken)
    {
        var (offset, countedAt) = ((from?.Offset ?? 0) + Step, from?.CountedAt ?? now);
        var found = await scan.ReadAsync(list, from?.Place, Step, limit: 1, cancellationToken);
        if (found is [var first] && PagePosition.Of(first, list.Sort, offset, countedAt) is { } position)
        {
            return position;
        }

        // What cannot be read of it may be the value that the list is sorted by.
        List<Recording> others = found.Count == 0 ? [] : await scan.ReadAsync(list, from?.Place, Step + 1, Spare, cancellationToken);
        return others.Select((recording, index) => PagePosition.Of(recording, list.Sort, offset + 1 + index, countedAt)).FirstOrDefault(other => other is not null);
    }

    private void LogFailure(Task failed)
    {
        var exception = failed.Exception!.GetBaseException();
        LogFailed(exception.GetType().Name, exception.Message);
    }

    [LoggerMessage(LogLevel.Warning, "The positions of a list could not be counted; the next deep page tries again: {Kind}: {Reason}")]
    private partial void LogFailed(string kind, string reason);
}
