using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Listing;
using Kubrick.Recordings.Tests.Hosting;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Listing;

/// <summary>A scan that leaves out a part of an order.</summary>
public sealed class ScanGapTests(Servers servers)
{
    private const int Count = 40;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("createdAt")]
    [InlineData("-createdAt")]
    [InlineData("title")]
    [InlineData("-recorderName")]
    [InlineData("duration")]
    [InlineData("-duration")]
    [InlineData("fileBytes")]
    [InlineData("-fileBytes")]
    public async Task Everything_up_to_a_gap_and_behind_it_is_read_wherever_it_is(string order)
    {
        await using var bed = await ListBed.StartAsync(servers, "40 talks", Enumerable.Range(0, Count).Select(number => Sample.Recording(RecordingStatus.Ready) with
        {
            Title = $"Talk {number * 7 % Count / 3:00}",
            RecorderName = $"Grace {number % 9}",
            Duration = number % 3 == 0 ? null : number % 5,
            FileBytes = number % 2 == 0 ? null : number,
            CreatedAt = Sample.Noon.AddMinutes(number / 3),
        }));
        var (scan, sort) = (new ListScan(bed.Collection), RecordingSort.Find(order)!);
        var all = await bed.Collection.Find(FilterDefinition<Recording>.Empty).Sort(sort.ToSort()).ToListAsync(Stop);
        var filter = Builders<Recording>.Filter.Eq(recording => recording.Shelf, Shelf.Library);
        foreach (var (first, length) in Enumerable.Range(0, Count - 1).Select(index => (index, (index % 4) + 1)).Where(gap => gap.index + gap.Item2 < Count))
        {
            var gap = new ScanGap(PlaceInOrder.Of(all[first], sort)!, PlaceInOrder.Of(all[first + length], sort)!);
            var list = new ScannedList(order, filter, sort, gap);
            var expected = all.Where((_, index) => index <= first || index >= first + length).Select(recording => recording.Id).ToList();
            foreach (var skip in new[] { 0, first, first + 1, first + 3 })
            {
                var read = await scan.ReadAsync(list, from: null, skip, limit: 6, Stop);
                Assert.Equal(expected.Skip(skip).Take(6), read.Select(recording => recording.Id));
            }
        }
    }
}
