using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Listing;

/// <summary>By which commands deep pages are read. No skip may be as long as the way to them.</summary>
public sealed class DeepPageTests(Servers servers)
{
    private const int Longest = 700;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("-createdAt", "description")]
    [InlineData("title", "description")]
    [InlineData("duration", "sessionInfo")]
    public async Task A_field_that_cannot_be_read_does_not_end_the_walk(string sort, string field)
    {
        await using var bed = await ListBed.StartAsync(servers, Talks(1300));
        // On every step of the walk.
        foreach (var offset in new[] { 500, 1000 })
        {
            var id = (await bed.ExpectedAsync(sort, offset, 1)).Single();
            await bed.Collection.UpdateOneAsync(new BsonDocument("_id", id), new BsonDocument("$set", new BsonDocument(field, new BsonArray())), cancellationToken: Stop);
        }

        await AssertPageAsync(bed, sort, 1100);
    }

    [Theory]
    [InlineData("-createdAt")]
    [InlineData("createdAt")]
    public async Task A_value_that_cannot_be_read_is_walked_past(string sort)
    {
        await using var bed = await ListBed.StartAsync(servers, Talks(1900));
        // Such times are the first ones of one order and the last ones of the other.
        var first = await bed.ExpectedAsync("-createdAt", 0, 520);
        await bed.Collection.UpdateManyAsync(
            new BsonDocument("_id", new BsonDocument("$in", new BsonArray(first))), new BsonDocument("$set", new BsonDocument("createdAt", new BsonDateTime(long.MaxValue))), cancellationToken: Stop);
        await AssertPageAsync(bed, sort, 1100);
    }

    [Theory]
    [InlineData("duration", 1500)]
    [InlineData("-duration", 1500)]
    [InlineData("-duration", 2600)]
    [InlineData("fileBytes", 1200)]
    [InlineData("-fileBytes", 2400)]
    public async Task A_page_among_recordings_without_a_value_is_counted_once(string sort, int offset)
    {
        await using var bed = await ListBed.StartAsync(servers, "3000 talks", Talks(3000), new FakeTimeProvider());
        await AssertPageAsync(bed, sort, offset);
        await AssertPageAsync(bed, sort, offset);
        Assert.Single(bed.Commands);
    }

    [Fact]
    public async Task Numbers_that_JSON_does_not_have_keep_their_place()
    {
        await using var bed = await ListBed.StartAsync(servers, Talks(2600));
        var absent = await bed.ExpectedAsync("duration", 0, 7);
        await bed.Collection.UpdateManyAsync(
            new BsonDocument("_id", new BsonDocument("$in", new BsonArray(absent))), new BsonDocument("$set", new BsonDocument("duration", double.NaN)), cancellationToken: Stop);
        foreach (var sort in new[] { "duration", "-duration" })
        {
            var read = new List<ObjectId>();
            for (var page = 1; page <= 26; page++)
            {
                read.AddRange((await bed.ReadAsync($"sort={sort}&page[size]=100&page[number]={page}")).Recordings.Select(recording => recording.Id));
            }

            Assert.Equal(await bed.ExpectedAsync(sort, 0, 2600), read);
        }
    }

    [Theory]
    [InlineData("-createdAt", 1680)]
    [InlineData("title", 1680)]
    [InlineData("-duration", 1680)]
    [InlineData("createdAt", 1700)]
    [InlineData("-createdAt", 100_000)]
    [InlineData("-fileBytes", 100_000)]
    public async Task The_last_page_and_pages_behind_the_end_are_not_read_twice(string sort, int offset)
    {
        await using var bed = await ListBed.StartAsync(servers, "1690 talks", Talks(1690));
        await AssertPageAsync(bed, sort, offset);
        await AssertPageAsync(bed, sort, offset);
    }

    [Fact]
    public async Task Values_that_nothing_writes_are_on_the_last_pages()
    {
        await using var bed = await ListBed.StartAsync(servers, Talks(1690));
        var odd = await bed.ExpectedAsync("duration", 1000, 30);
        await bed.Collection.UpdateManyAsync(
            new BsonDocument("_id", new BsonDocument("$in", new BsonArray(odd))), new BsonDocument("$set", new BsonDocument("duration", "long")), cancellationToken: Stop);
        var page = await bed.ReadAsync("sort=duration&page[size]=20&page[number]=84");
        Assert.Equal(await bed.ExpectedAsync("duration", 1660, 20), page.Recordings.Select(recording => recording.Id));
    }

    [Fact]
    public async Task A_walk_that_takes_too_long_is_replaced_by_a_skip()
    {
        await using var bed = await ListBed.StartAsync(servers, Talks(1300), new ExpiredClock());
        var page = await bed.ReadAsync("page[size]=20&page[number]=56");
        Assert.Equal(await bed.ExpectedAsync("-createdAt", 1100, 20), page.Recordings.Select(recording => recording.Id));
    }

    private static async Task AssertPageAsync(ListBed bed, string sort, int offset)
    {
        var page = await bed.ReadAsync($"sort={sort}&page[size]=20&page[number]={(offset / 20) + 1}");
        Assert.False(bed.SkipsFromTheBeginning);
        // Behind the end, the last position is that of the 1500th.
        Assert.InRange(bed.LargestSkip, 0, Math.Max(Longest, offset - 1500));
        Assert.Equal(await bed.ExpectedAsync(sort, offset, 20), page.Recordings.Select(recording => recording.Id));
    }

    private static IEnumerable<Recording> Talks(int count) => Enumerable.Range(0, count).Select(number => Sample.Recording(RecordingStatus.Ready) with
    {
        Title = $"Talk {number * 7 % count:0000}",
        Duration = number % 2 == 0 ? null : number % 50,
        FileBytes = number % 2 == 0 ? null : number,
        CreatedAt = Sample.Noon.AddMinutes(number / 3),
    });

    /// <summary>Every deadline has passed.</summary>
    internal sealed class ExpiredClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
