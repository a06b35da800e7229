using Kubrick.Recordings.Documents;

namespace Kubrick.Recordings.Listing;

/// <summary>Merges a few recordings into a list that is read by ranges.</summary>
internal sealed class ListMerge
{
    private readonly RecordingSort sort;
    private readonly List<Recording> others;

    /// <param name="others">The recordings, in any order.</param>
    /// <param name="sort">The order of the list.</param>
    public ListMerge(IEnumerable<Recording> others, RecordingSort sort)
    {
        this.sort = sort;
        this.others = [.. others];
        this.others.Sort(sort.Compare);
    }

    /// <summary>The range of the list that has to be read for a range of the merged one: as if all others were before it, or after it.</summary>
    public ListRange WhatIsRead(ListRange range)
    {
        var before = Math.Min(range.Skip, others.Count);
        return new ListRange(range.Skip - before, range.Count + before);
    }

    /// <summary>The range of the merged list.</summary>
    /// <param name="range">The range.</param>
    /// <param name="found">What was read (<see cref="WhatIsRead"/>). One of the others that is in the list by now is not counted twice.</param>
    public ListedRange Of(ListRange range, ListedRange found)
    {
        var listed = found.Recordings.Select(recording => recording.Id).ToHashSet();
        var merged = others.FindAll(other => !listed.Contains(other.Id));
        var total = found.Total with { Count = found.Total.Count + merged.Count };
        var skip = range.Skip - WhatIsRead(range).Skip;
        var index = 0;
        if (skip < range.Skip)
        {
            // Those before the first one that was read are on pages before.
            while (index < merged.Count && found.Recordings is [var first, ..] && sort.Compare(merged[index], first) < 0)
            {
                index++;
                skip--;
            }

            if (found.Recordings.Count == 0)
            {
                return new ListedRange([], total);
            }
        }

        var result = new List<Recording>();
        foreach (var recording in found.Recordings)
        {
            while (index < merged.Count && sort.Compare(merged[index], recording) < 0)
            {
                result.Add(merged[index++]);
            }

            result.Add(recording);
        }

        result.AddRange(merged.Skip(index));
        return new ListedRange([.. result.Skip(skip).Take(range.Count)], total);
    }
}
