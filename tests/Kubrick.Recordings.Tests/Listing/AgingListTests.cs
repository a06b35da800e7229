using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Testing;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Listing;

/// <summary>What the service remembers of a large list, while the list changes and time passes.</summary>
public sealed class AgingListTests(Servers servers)
{
    private const int Count = 1300;

    private static readonly BsonDocument Talks = new("group", "talk");

    private readonly ListClock clock = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deep_page_that_is_read_again_and_again_returns_to_its_place()
    {
        await using var app = await StartAsync();
        const int First = 1100;
        var pages = new[] { $"page[size]=100&page[number]={(First / 100) + 1}", $"page[size]=50&page[number]={(First / 50) + 1}" };
        Assert.Equal(await InOrderAsync(app, First, 100), await IdsAsync(app, pages[0]));

        // Whoever reads every six seconds, also by the neighbours of the page.
        for (var round = 1; round <= 2; round++)
        {
            await app.Collection.InsertManyAsync(Enumerable.Range(0, 10).Select(number => Talk(Count + (10 * round) + number)), cancellationToken: Stop);
            clock.Ahead += TimeSpan.FromSeconds(6);
            await IdsAsync(app, pages[1]);
        }

        // Its place is counted anew in the background.
        var expected = await InOrderAsync(app, First, 50);
        await Eventually.TrueAsync("it is counted anew", async () => expected.SequenceEqual(await IdsAsync(app, pages[1])), Stop);

        await app.Collection.InsertManyAsync(Enumerable.Range(0, 10).Select(number => Talk(Count + 100 + number)), cancellationToken: Stop);
        clock.Ahead += TimeSpan.FromSeconds(11);
        Assert.Equal(await InOrderAsync(app, First, 100), await IdsAsync(app, pages[0]));
        Assert.Equal(await InOrderAsync(app, First, 50), await IdsAsync(app, pages[1]));
    }

    [Fact]
    public async Task Deep_pages_that_are_asked_for_at_once_are_all_answered()
    {
        await using var app = await StartAsync();
        var pages = await Task.WhenAll(Enumerable.Range(50, 15).Reverse().Select(page => IdsAsync(app, $"page[size]=20&page[number]={page}")));
        Assert.Equal(await InOrderAsync(app, 980, 300), pages.Reverse().SelectMany(ids => ids));
    }

    [Fact]
    public async Task A_total_from_long_ago_is_not_the_answer_to_the_first_request_after_a_pause()
    {
        await using var app = await StartAsync();
        string[] lists = ["page[size]=20", "filter[search]=talk&page[size]=20", "filter[status]=ready&sort=title&page[size]=20"];
        foreach (var list in lists)
        {
            await Eventually.TrueAsync("it is counted", async () => await TotalAsync(app, list) == (Count, false, 65), Stop);
        }

        await app.Collection.DeleteManyAsync(Builders<Recording>.Filter.Gte(recording => recording.CreatedAt, Sample.Noon.AddMinutes(30)), Stop);
        clock.Ahead += TimeSpan.FromHours(1);

        foreach (var list in lists)
        {
            Assert.Equal((30, false, 2), await TotalAsync(app, list));
        }
    }

    [Fact]
    public async Task A_key_that_begins_like_the_asked_one_is_not_found_among_many()
    {
        await using var app = await StartAsync();
        var other = Talk(Count) with { Metadata = new BsonDocument("group=x", "talk") };
        await app.Collection.InsertOneAsync(other, cancellationToken: Stop);

        await Eventually.TrueAsync("it is counted", async () => await TotalAsync(app, "filter[search]=group%3Dtalk&page[size]=20") == (Count, false, 65), Stop);
        Assert.DoesNotContain(other.Id.ToString(), await IdsAsync(app, "filter[search]=group%3Dtalk"));
    }

    private async Task<RecordingsApp> StartAsync()
    {
        var app = await RecordingsApp.StartAsync(servers, new() { ["Filling:Interval"] = "00:00:00.200" }, services => services.AddSingleton<TimeProvider>(clock));
        await app.Collection.InsertManyAsync(Enumerable.Range(0, Count).Select(Talk), cancellationToken: Stop);
        await Eventually.TrueAsync("every document is known to be filled in", () => Task.FromResult(!app.Services.GetRequiredService<UnfilledDocuments>().MayExist), Stop);
        return app;
    }

    private static Recording Talk(int number) =>
        Sample.Recording(RecordingStatus.Ready) with { Title = $"Talk {number:0000}", Metadata = Talks, CreatedAt = Sample.Noon.AddMinutes(number) };

    private static async Task<List<string>> IdsAsync(RecordingsApp app, string query)
    {
        var answer = await app.GetAsync($"/api/recordings?{query}");
        Assert.Equal(200, answer.Status);
        return [.. answer.List.Select(item => (string)item!["id"]!)];
    }

    private static async Task<List<string>> InOrderAsync(RecordingsApp app, int skip, int count)
    {
        var found = await app.Collection.Find(FilterDefinition<Recording>.Empty).SortByDescending(recording => recording.CreatedAt).Skip(skip).Limit(count).ToListAsync(Stop);
        return [.. found.Select(recording => recording.Id.ToString())];
    }

    private static async Task<(int Count, bool IsLowerBound, int Pages)> TotalAsync(RecordingsApp app, string query)
    {
        var answer = await app.GetAsync($"/api/recordings?{query}");
        var last = (string)answer.Json!["links"]!["last"]!;
        var number = System.Web.HttpUtility.ParseQueryString(last[(last.IndexOf('?', StringComparison.Ordinal) + 1)..])["page[number]"]!;
        var meta = answer.Json["meta"]!;
        return ((int)meta["totalCount"]!, (bool?)meta["totalCountIsLowerBound"] ?? false, int.Parse(number, System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>What elapses is the real time plus an offset.</summary>
    private sealed class ListClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override long GetTimestamp() => base.GetTimestamp() + (long)(Ahead.TotalSeconds * TimestampFrequency);
    }
}
