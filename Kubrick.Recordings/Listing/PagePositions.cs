using System.Collections.Concurrent;
using Kubrick.Recordings.Documents;
using MongoDB.Bson;

namespace Kubrick.Recordings.Listing;

/// <summary>
/// Remembers for a few seconds which recording is at which offset of a list, so that a deep page, and the pages around it, start there instead of skipping everything before.
/// For that time, a deep page may start a few recordings before or after its place; shallow pages never use a position. One that was reached from another position is as old
/// as that one: however often pages are read, they are counted from the beginning of the list again when the time is over.
/// </summary>
internal sealed class PagePositions(TimeProvider clock)
{
    /// <summary>The first offset that is remembered.</summary>
    public const int MinOffset = 1000;

    private const int MaxLists = 200;
    private const int MaxPositions = 200;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, SortedList<int, PagePosition>> lists = new(StringComparer.Ordinal);

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

    /// <summary>The time for a position that is counted from the beginning of its list; taken before the list is read.</summary>
    public long Now() => clock.GetTimestamp();

    /// <summary>Remembers the recording at an offset.</summary>
    public void Remember(string list, PagePosition position)
    {
        if (position.Offset < MinOffset)
        {
            return;
        }

        if (lists.Count >= MaxLists && !lists.ContainsKey(list))
        {
            lists.Clear();
        }

        var positions = lists.GetOrAdd(list, _ => []);
        lock (positions)
        {
            if (positions.TryGetValue(position.Offset, out var known) && known.CountedAt > position.CountedAt)
            {
                // Counted anew in the meantime.
                return;
            }

            if (positions.Count >= MaxPositions && known is null)
            {
                positions.Clear();
            }

            positions[position.Offset] = position;
        }
    }
}

/// <summary>The recording at an offset of a list.</summary>
/// <param name="Offset">How many recordings are before it.</param>
/// <param name="Value">The value that it is sorted by.</param>
/// <param name="Id">Its id.</param>
/// <param name="CountedAt">When the offset was counted from the beginning of the list (<see cref="TimeProvider.GetTimestamp"/>).</param>
internal sealed record PagePosition(int Offset, BsonValue Value, ObjectId Id, long CountedAt)
{
    /// <summary>The position of a recording; null where a scan cannot start from it.</summary>
    public static PagePosition? Of(Recording recording, RecordingSort sort, int offset, long countedAt) =>
        sort.ValueOf(recording) is { } value ? new PagePosition(offset, value, recording.Id, countedAt) : null;
}
