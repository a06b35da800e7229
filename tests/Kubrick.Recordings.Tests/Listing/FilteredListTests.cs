using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Listing;

/// <summary>By which commands filtered lists are read when the order of the list, or the first index that one thinks of, would pass most of the shelf.</summary>
public sealed class FilteredListTests(Servers servers)
{
    private static readonly FilterDefinitionBuilder<Recording> Where = Builders<Recording>.Filter;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("filter[search]=harvest", "-createdAt")]
    [InlineData("filter[search]=harvest&sort=title", "title")]
    [InlineData("filter[to]=2026-03-05", "-createdAt")]
    [InlineData("filter[metadata.project]=harvest&sort=-fileBytes", "-fileBytes")]
    public async Task Matches_at_the_end_of_the_order_are_sorted_once(string query, string sort)
    {
        // The oldest ones have all of it, and titles late in the alphabet.
        await using var bed = await ListBed.StartAsync(
            servers, "a quarter at the end", Enumerable.Range(0, 6000).Select(number => Talk(number, isOld: number < 1500)), new FakeTimeProvider());
        var expected = await bed.ExpectedAsync(sort, 0, 1500, Where.Lt(recording => recording.CreatedAt, Sample.Noon.AddMinutes(1500)));
        Assert.Equal(1500, expected.Count);
        foreach (var offset in new[] { 0, 60, 980, 1400, 1480 })
        {
            var page = await bed.ReadAsync($"{query}&page[size]=20&page[number]={(offset / 20) + 1}");
            Assert.Equal(expected.Skip(offset).Take(20), page.Recordings.Select(recording => recording.Id));
        }

        var again = await bed.ReadAsync($"{query}&page[size]=20&page[number]=40");
        Assert.Equal(expected.Skip(780).Take(20), again.Recordings.Select(recording => recording.Id));
        Assert.Equal((1500, false), (again.Total.Count, again.Total.IsLowerBound));
        Assert.Equal("_id", Assert.Single(bed.Commands)["filter"].AsBsonDocument.Names.First());
    }

    [Fact]
    public async Task Very_many_matches_at_the_end_of_the_order_are_reached_once()
    {
        const int Old = 10_200;
        await using var bed = await ListBed.StartAsync(servers, Enumerable.Range(0, 12_000).Select(number => Talk(number, isOld: number < Old)), new FakeTimeProvider());
        var expected = await bed.ExpectedAsync("-createdAt", 12_000 - Old, Old);
        string Page(int offset) => $"filter[to]=2026-03-14&page[size]=20&page[number]={(offset / 20) + 1}";
        foreach (var offset in new[] { 0, 40, 5000, Old - 20, Old })
        {
            var page = await bed.ReadAsync(Page(offset));
            Assert.Equal(expected.Skip(offset).Take(20), page.Recordings.Select(recording => recording.Id));
            Assert.Equal(Old, page.Total.Count);
        }

        foreach (var offset in new[] { 0, 5000 })
        {
            await bed.ReadAsync(Page(offset));
            Assert.DoesNotContain(bed.Commands, command => command.Contains("filter") && !command["filter"].AsBsonDocument.Contains("createdAt"));
            Assert.Equal(0, bed.LargestSkip);
        }

        // What begins to match at the beginning of the order is seen at once.
        var late = Talk(20_000, isOld: true) with { CreatedAt = Sample.Noon.AddYears(1) };
        await bed.Collection.InsertOneAsync(late, cancellationToken: Stop);
        Assert.Equal([late.Id, .. expected.Take(19)], (await bed.ReadAsync(Page(0))).Recordings.Select(recording => recording.Id));
    }

    [Theory]
    [InlineData("filter[search]=talk&filter[status]=error")]
    [InlineData("filter[recorderName]=ada&filter[status]=error&sort=title")]
    [InlineData("filter[search]=talk&filter[metadata.number]=77")]
    [InlineData("filter[status]=ready&filter[metadata.number]=77")]
    public async Task The_most_selective_of_several_conditions_finds_the_recordings(string query)
    {
        await using var bed = await ListBed.StartAsync(
            servers, "a few errors", Enumerable.Range(0, 3000).Select(number => Talk(number, isOld: false) with { Status = number % 300 == 0 ? RecordingStatus.Error : RecordingStatus.Ready }));
        var page = await bed.ReadAsync(query);
        Assert.Equal(query.Contains("error", StringComparison.Ordinal) ? 10 : 1, page.Total.Count);
        Assert.DoesNotContain(bed.Commands, command => command.ToJson().Contains("searchTerms\" : { \"$all\"", StringComparison.Ordinal));
        // By the index of one condition, then among these.
        Assert.Equal(["shelf", "_id"], bed.Commands.Where(command => command.Contains("pipeline")).Select(command => command["pipeline"][0]["$match"].AsBsonDocument.Names.First()));
    }

    [Fact]
    public async Task A_few_that_match_conditions_of_many_are_compared_once()
    {
        await using var bed = await ListBed.StartAsync(servers, Enumerable.Range(0, 3600).Select(number => Talk(number, isOld: number % 3 == 0) with
        {
            Status = number % 3 == 0 && number > 200 ? RecordingStatus.Ready : RecordingStatus.Error,
        }), new FakeTimeProvider());
        const string Query = "filter[search]=harvest&filter[status]=error&page[size]=100";
        var first = await bed.ReadAsync(Query);
        Assert.Equal(67, first.Recordings.Count);
        await bed.Collection.UpdateOneAsync(
            new BsonDocument("_id", first.Recordings[3].Id), new BsonDocument("$set", new BsonDocument { ["status"] = "ready", ["listedStatus"] = "ready" }), cancellationToken: Stop);

        var again = await bed.ReadAsync(Query);
        // What is left of the page is read once more, to fill it.
        Assert.All(bed.Commands, command => Assert.Equal("_id", command["filter"].AsBsonDocument.Names.First()));
        Assert.Equal(66, again.Total.Count);
        Assert.Equal(first.Recordings.Where((_, index) => index != 3).Select(recording => recording.Id), again.Recordings.Select(recording => recording.Id));
    }

    internal static Recording Talk(int number, bool isOld) => Sample.Recording(RecordingStatus.Ready) with
    {
        Title = isOld ? $"Zulu {number * 7 % 997:000}" : $"Talk {number * 7 % 997:000}",
        Description = isOld ? "harvest" : "talk",
        RecorderName = "Ada",
        Metadata = new BsonDocument { ["project"] = isOld ? "harvest" : "other", ["number"] = number },
        FileBytes = isOld ? number % 9 : 1000 + number,
        RecordedAt = isOld ? Sample.Noon : Sample.Noon.AddDays(30),
        CreatedAt = Sample.Noon.AddMinutes(number),
    };
}
