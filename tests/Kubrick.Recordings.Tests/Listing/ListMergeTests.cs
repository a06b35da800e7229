using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Listing;
using Kubrick.Recordings.Tests.Hosting;

namespace Kubrick.Recordings.Tests.Listing;

public sealed class ListMergeTests
{
    private static readonly string[] Sorts = ["createdAt", "-createdAt", "duration", "-duration", "title", "-title", "-fileBytes"];

    [Fact]
    public void Every_range_is_that_of_the_whole_list()
    {
        foreach (var random in Enumerable.Range(0, 400).Select(seed => new Random(seed)))
        {
            var sort = RecordingSort.Find(Sorts[random.Next(Sorts.Length)])!;
            var (list, others) = (Recordings(random, random.Next(0, 30)), Recordings(random, random.Next(0, 8)));
            list.Sort(sort.Compare);
            var all = list.Concat(others).ToList();
            all.Sort(sort.Compare);

            var merge = new ListMerge(others, sort);
            for (var skip = 0; skip < all.Count + 5; skip++)
            {
                var range = new ListRange(skip, random.Next(1, 12));
                var read = merge.WhatIsRead(range);
                var merged = merge.Of(range, new ListedRange([.. list.Skip(read.Skip).Take(read.Count)], new ListTotal(list.Count, IsLowerBound: false)));
                Assert.Equal(all.Skip(skip).Take(range.Count).Select(recording => recording.Id), merged.Recordings.Select(recording => recording.Id));
                Assert.Equal(all.Count, merged.Total.Count);
            }
        }
    }

    [Fact]
    public void What_is_in_the_list_by_now_is_not_counted_twice()
    {
        var recording = Sample.Recording();
        var merged = new ListMerge([recording], RecordingSort.Default).Of(new ListRange(0, 21), new ListedRange([recording], new ListTotal(1, IsLowerBound: false)));
        Assert.Equal((1, 1L), (merged.Recordings.Count, merged.Total.Count));
    }

    private static List<Recording> Recordings(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => Sample.Recording() with
    {
        Title = random.Next(5).ToString(System.Globalization.CultureInfo.InvariantCulture),
        Duration = random.Next(3) == 0 ? null : random.Next(4),
        FileBytes = random.Next(3) == 0 ? null : random.Next(4),
        CreatedAt = Sample.Noon.AddMinutes(random.Next(6)),
    })];
}
