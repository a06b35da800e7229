using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Tests.Existing;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Testing;
using Microsoft.Extensions.Time.Testing;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Listing;

/// <summary>Pages of filtered lists, of which something is remembered, while recordings are added, changed and deleted. What does not change is on exactly one page.</summary>
public sealed class ChangingListTests(Servers servers)
{
    private const string Far = "filter[to]=2026-03-14";
    private const string Few = "filter[search]=harvest&filter[status]=error";

    private static readonly FilterDefinitionBuilder<Recording> Where = Builders<Recording>.Filter;

    private readonly FakeTimeProvider clock = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Few)]
    [InlineData("filter[search]=harvest&sort=title")]
    [InlineData(Far)]
    public async Task Pages_after_a_deletion_have_no_holes_and_nothing_twice(string query)
    {
        await using var bed = await ListBed.StartAsync(servers, query == Few ? FewHaveBoth() : OldOnes(), clock);
        // Remembered from the first page on.
        var before = await ReadAsync(bed, query, 1, 2, 3, 4);
        Assert.Equal(80 - (query == Few ? 13 : 0), before.Count);
        foreach (var index in new[] { 3, 7, 20, 39 })
        {
            await bed.Collection.DeleteOneAsync(Where.Eq(recording => recording.Id, before[index]), Stop);
        }

        var after = await ReadAsync(bed, query, 1, 2, 3, 4);
        var left = before.Where((_, index) => index is not (3 or 7 or 20 or 39)).ToList();
        Assert.Equal(left, after.Take(left.Count));
        Assert.Equal(after.Count, after.Distinct().Count());
        Assert.Equal(query == Few ? 63 : 1196, (await bed.ReadAsync($"{query}&page[size]=20")).Total.Count);
    }

    [Fact]
    public async Task Unfilled_documents_stay_behind_the_others_after_a_deletion()
    {
        await using var bed = await ListBed.StartAsync(servers, FewHaveBoth(), clock);
        var unfilled = Enumerable.Range(1, 3).Select(number => FirstSystem.Video(change: video =>
        {
            video["createdAt"] = Sample.Noon.AddMinutes(-number).UtcDateTime;
            video["description"] = "harvest";
            video["status"] = "error";
        })).ToList();
        await bed.Collection.Database.GetCollection<BsonDocument>("recordings").InsertManyAsync(unfilled, cancellationToken: Stop);
        await bed.CheckAsync();
        var before = await ReadAsync(bed, Few, 1, 2, 3, 4);
        Assert.Equal(70, before.Count);
        Assert.Equal(unfilled.Select(document => document["_id"].AsObjectId), before.TakeLast(3));

        await bed.Collection.DeleteManyAsync(Where.In(recording => recording.Id, [before[5], before[18]]), Stop);
        Assert.Equal(before.Where((_, index) => index is not (5 or 18)), await ReadAsync(bed, Few, 1, 2, 3, 4));
    }

    [Fact]
    public async Task Pages_over_a_gap_have_everything_once_whatever_is_added_and_deleted_around_it()
    {
        // In the order of the list, the last 15 of the first 1,000 match, and 10,200 after a gap.
        await using var bed = await ListBed.StartAsync(servers, Enumerable.Range(0, 12_000).Select(number => FilteredListTests.Talk(number, IsOld(number))), clock);
        static bool IsOld(int number) => number is < 10_200 or (>= 11_000 and < 11_015);
        await AssertPagesAsync(bed);

        // Another one is the last of the first 1,000 now.
        await bed.Collection.InsertManyAsync([Added(20_000, isOld: false), Added(20_001, isOld: true), Added(20_002, isOld: false)], cancellationToken: Stop);
        await AssertPagesAsync(bed);

        // What the ends of the gap were.
        await bed.Collection.DeleteManyAsync(Where.In(recording => recording.CreatedAt, [At(11_000), At(10_199), At(11_007)]), Stop);
        await AssertPagesAsync(bed);

        // What begins to match in the gap is seen later.
        await bed.Collection.InsertOneAsync(Added(10_500, isOld: true), cancellationToken: Stop);
        clock.Advance(TimeSpan.FromSeconds(11));
        await AssertPagesAsync(bed);

        static DateTimeOffset At(int number) => Sample.Noon.AddMinutes(number);
        static Recording Added(int number, bool isOld) => FilteredListTests.Talk(number, isOld);
    }

    [Fact]
    public async Task A_small_list_is_reused_for_two_seconds_and_no_longer()
    {
        await using var bed = await ListBed.StartAsync(servers, FewHaveBoth(), clock);
        Assert.Equal(67, (await bed.ReadAsync(Few)).Total.Count);
        await bed.Collection.InsertOneAsync(FilteredListTests.Talk(5000, isOld: true) with { Status = RecordingStatus.Error }, cancellationToken: Stop);
        clock.Advance(TimeSpan.FromSeconds(2.1));
        Assert.Equal(68, (await bed.ReadAsync(Few)).Total.Count);
        // One that an index finds is current.
        await bed.ReadAsync("filter[metadata.number]=5001&filter[status]=error");
        await bed.Collection.InsertOneAsync(FilteredListTests.Talk(5001, isOld: true) with { Status = RecordingStatus.Error }, cancellationToken: Stop);
        Assert.Equal(1, (await bed.ReadAsync("filter[metadata.number]=5001&filter[status]=error")).Total.Count);
    }

    [Fact]
    public async Task A_larger_list_is_sorted_anew_while_it_is_used_and_forgotten_otherwise()
    {
        const string Query = "filter[search]=harvest";
        await using var bed = await ListBed.StartAsync(servers, OldOnes(), clock);
        Assert.Equal(1200, (await bed.ReadAsync(Query)).Total.Count);
        await bed.Collection.InsertOneAsync(FilteredListTests.Talk(5000, isOld: true), cancellationToken: Stop);
        clock.Advance(TimeSpan.FromSeconds(3));
        await Eventually.TrueAsync("it is sorted anew", async () => (await bed.ReadAsync(Query)).Total.Count == 1201, Stop);
        Assert.Equal(await bed.ExpectedAsync("-createdAt", 0, 20, Where.Eq(recording => recording.Description, "harvest")), await ReadAsync(bed, Query, 1));

        await bed.Collection.InsertOneAsync(FilteredListTests.Talk(5001, isOld: true), cancellationToken: Stop);
        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(await bed.ExpectedAsync("-createdAt", 0, 20, Where.Eq(recording => recording.Description, "harvest")), await ReadAsync(bed, Query, 1));
    }

    [Fact]
    public async Task A_match_from_which_no_scan_can_start_does_not_end_a_list()
    {
        // The first ones in the order have a duration, and the matches one that cannot be read.
        await using var bed = await ListBed.StartAsync(servers, Enumerable.Range(0, 11_500).Select(number => FilteredListTests.Talk(number, isOld: number < 10_200) with
        {
            Duration = number < 10_200 ? double.NaN : number,
        }), clock);
        var expected = await bed.ExpectedAsync("-duration", 0, 40, Where.Eq(recording => recording.Description, "harvest"));
        Assert.Equal(expected, await ReadAsync(bed, "filter[search]=harvest&sort=-duration", 1, 2));
    }

    [Fact]
    public async Task A_gap_that_is_not_found_in_time_is_read()
    {
        await using var bed = await ListBed.StartAsync(
            servers, Enumerable.Range(0, 12_000).Select(number => FilteredListTests.Talk(number, isOld: number < 10_200)), new DeepPageTests.ExpiredClock());
        Assert.Equal(await bed.ExpectedAsync("-createdAt", 1800, 40), await ReadAsync(bed, Far, 1, 2));
    }

    private static async Task AssertPagesAsync(ListBed bed)
    {
        var expected = await bed.ExpectedAsync("-createdAt", 0, 1000, Where.Lt(recording => recording.RecordedAt, Sample.Noon.AddDays(10)));
        foreach (var page in new[] { 1, 2, 3, 2, 1, 50, 49 })
        {
            Assert.Equal(expected.Skip(20 * (page - 1)).Take(20), await ReadAsync(bed, Far, page));
        }
    }

    private static async Task<List<ObjectId>> ReadAsync(ListBed bed, string query, params int[] pages)
    {
        var ids = new List<ObjectId>();
        foreach (var page in pages)
        {
            ids.AddRange((await bed.ReadAsync($"{query}&page[size]=20&page[number]={page}")).Recordings.Select(recording => recording.Id));
        }

        return ids;
    }

    /// <summary>1,200 match, and are the last ones in the order.</summary>
    private static IEnumerable<Recording> OldOnes() => Enumerable.Range(0, 4000).Select(number => FilteredListTests.Talk(number, isOld: number < 1200));

    /// <summary>Many match each of two conditions, and 67 both.</summary>
    private static IEnumerable<Recording> FewHaveBoth() => Enumerable.Range(0, 3600).Select(number => FilteredListTests.Talk(number, isOld: number % 3 == 0) with
    {
        Status = number % 3 == 0 && number > 200 ? RecordingStatus.Ready : RecordingStatus.Error,
    });
}
