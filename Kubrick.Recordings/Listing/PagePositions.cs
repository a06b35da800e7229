using System.Collections.Concurrent;
using Kubrick.Recordings.Documents;

namespace Kubrick.Recordings.Listing;

/// <summary>
/// Remembers for a few seconds which recording is at which offset of a list, so that a deep page starts there instead of skipping everything before. For that time, a deep
/// page may start a few recordings before or after its place; pages among the first 1,000 recordings of a list never use a position. One that was reached from another position is as old as that one:
/// however often pages are read, they are counted from the beginning of the list again when the time is over.
/// </summary>
internal sealed class PagePositions(TimeProvider clock)
{
    /// <summary>The first offset that is remembered.</summary>
    public const int MinOffset = 1000;

    private const int MaxPositions = 50_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Aging = Lifetime / 2;

    private readonly ConcurrentDictionary<string, SortedList<int, PagePosition>> lists = new(StringComparer.Ordinal);
    private int count;

    /// <summary>The last remembered position at or before an offset; null for none.</summary>
    public PagePosition? Find(string list, int offset)
    {
        if (offset < MinOffset || !lists.TryGetValue(list, out var positions))
        {
            return null;
        }

        lock (positions)
        {
            for (var index = positions.Count - 1; index >= 0; index--)
            {
                if (positions.Keys[index] <= offset && clock.GetElapsedTime(positions.Values[index].CountedAt) < Lifetime)
                {
                    return positions.Values[index];
                }
            }
        }

        return null;
    }

    /// <summary>Whether a position will soon be too old.</summary>
    public bool IsAging(PagePosition position) => clock.GetElapsedTime(position.CountedAt) > Aging;

    /// <summary>The time for a position that is counted from the beginning of its list; taken before the list is read.</summary>
    public long Now() => clock.GetTimestamp();

    /// <summary>Remembers the recording at an offset.</summary>
    public void Remember(string list, PagePosition position)
    {
        if (position.Offset < MinOffset)
        {
            return;
        }

        if (Volatile.Read(ref count) >= MaxPositions)
        {
            lists.Clear();
            Volatile.Write(ref count, 0);
        }

        var positions = lists.GetOrAdd(list, _ => []);
        lock (positions)
        {
            if (!positions.TryGetValue(position.Offset, out var known))
            {
                Interlocked.Increment(ref count);
            }
            else if (known.CountedAt > position.CountedAt)
            {
                // Counted anew in the meantime.
                return;
            }

            positions[position.Offset] = position;
        }
    }
}

/// <summary>The recording at an offset of a list.</summary>
/// <param name="Offset">How many recordings are before it.</param>
/// <param name="Place">Where it is in the order.</param>
/// <param name="CountedAt">When the offset was counted from the beginning of the list (<see cref="TimeProvider.GetTimestamp"/>).</param>
internal sealed record PagePosition(int Offset, PlaceInOrder Place, long CountedAt)
{
    /// <summary>The position of a recording; null where a scan cannot start from it.</summary>
    public static PagePosition? Of(Recording recording, RecordingSort sort, int offset, long countedAt) =>
        PlaceInOrder.Of(recording, sort) is { } place ? new PagePosition(offset, place, countedAt) : null;
}
