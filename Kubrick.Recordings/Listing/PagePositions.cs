using System.Collections.Concurrent;
using Kubrick.Recordings.Documents;
using MongoDB.Bson;

namespace Kubrick.Recordings.Listing;

/// <summary>
/// Remembers for a few seconds which recording is at which offset of a list, so that a deep page, and the pages around it, start there instead of skipping everything before.
/// For that time, a deep page may start a few recordings before or after its place; shallow pages never use a position.
/// </summary>
internal sealed class PagePositions(TimeProvider clock)
{
    /// <summary>The first offset that is remembered.</summary>
    public const int MinOffset = 1000;

    private const int MaxLists = 200;
    private const int MaxPositions = 200;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, SortedList<int, (BsonValue Value, ObjectId Id, long At)>> lists = new(StringComparer.Ordinal);

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
                var (at, found) = (positions.Keys[index], positions.Values[index]);
                if (at <= offset && clock.GetElapsedTime(found.At) < Lifetime)
                {
                    return new PagePosition(at, found.Value, found.Id);
                }
            }
        }

        return null;
    }

    /// <summary>Remembers the recording at an offset, unless a scan cannot start from it.</summary>
    public void Remember(string list, RecordingSort sort, int offset, Recording recording)
    {
        if (offset < MinOffset || sort.ValueOf(recording) is not { } value)
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
            if (positions.Count >= MaxPositions && !positions.ContainsKey(offset))
            {
                positions.Clear();
            }

            positions[offset] = (value, recording.Id, clock.GetTimestamp());
        }
    }
}

/// <summary>The recording at an offset of a list.</summary>
/// <param name="Offset">How many recordings are before it.</param>
/// <param name="Value">The value that it is sorted by.</param>
/// <param name="Id">Its id.</param>
internal sealed record PagePosition(int Offset, BsonValue Value, ObjectId Id);
