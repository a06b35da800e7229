using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Testing;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;

namespace Kubrick.Recordings.Tests.Listing;

/// <summary>A library of several thousand recordings, stored without requests.</summary>
public sealed class LargeListTests(LargeListTests.Library library) : IClassFixture<LargeListTests.Library>
{
    private const int Count = 3200;

    private readonly RecordingsApp app = library.App;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("sort=createdAt")]
    [InlineData("sort=title")]
    [InlineData("sort=-title")]
    [InlineData("sort=recorderName")]
    [InlineData("sort=-duration")]
    [InlineData("sort=fileBytes")]
    [InlineData("filter[search]=talk")]
    [InlineData("filter[recorderName]=ad&sort=title")]
    [InlineData("filter[status]=ready&sort=-createdAt")]
    public async Task The_pages_of_a_large_list_contain_every_recording_once(string query)
    {
        var seen = new List<string>();
        var next = $"/api/recordings?{query}&page[size]=100";
        while (next is not null)
        {
            var page = await app.GetAsync(next);
            Assert.Equal(200, page.Status);
            Assert.True((int)page.Json!["meta"]!["totalCount"]! >= seen.Count + page.List.Count);
            seen.AddRange(page.List.Select(item => (string)item!["id"]!));
            next = (string?)page.Json["links"]!["next"];
        }

        Assert.Equal((Count, Count), (seen.Count, seen.Distinct().Count()));
    }

    [Theory]
    [InlineData("sort=createdAt")]
    [InlineData("sort=-createdAt")]
    [InlineData("sort=title")]
    [InlineData("sort=-recorderName")]
    [InlineData("sort=duration")]
    [InlineData("sort=-duration")]
    [InlineData("sort=fileBytes")]
    [InlineData("sort=-fileBytes")]
    [InlineData("sort=fileBytes&filter[status]=ready")]
    public async Task A_deep_page_has_the_recordings_of_its_place_in_whatever_order_pages_are_read(string sort)
    {
        var inOrder = new List<string>();
        for (var page = 1; page <= 32; page++)
        {
            inOrder.AddRange(await Ids($"{sort}&page[size]=100&page[number]={page}"));
        }

        foreach (var (number, size) in new[] { (160, 20), (1, 20), (155, 20), (156, 20), (30, 97), (457, 7), (458, 7), (3000, 1), (52, 20), (107, 10), (54, 20), (120, 20) })
        {
            Assert.Equal(inOrder.Skip((number - 1) * size).Take(size), await Ids($"{sort}&page[size]={size}&page[number]={number}"));
        }
    }

    [Fact]
    public async Task The_total_of_a_large_list_is_exact_and_that_of_a_search_becomes_exact()
    {
        var all = await app.GetAsync("/api/recordings");
        Assert.Equal((Count, false), Total(all));
        await Eventually.TrueAsync("the search is counted", async () => Total(await app.GetAsync("/api/recordings?filter[search]=talk%20number")) == (Count, false), Stop);
        Assert.Equal((1000, false), Total(await app.GetAsync("/api/recordings?filter[metadata.group]=0")));
    }

    [Fact]
    public async Task A_rare_word_is_found_among_many_in_every_order()
    {
        foreach (var sort in new[] { "createdAt", "-createdAt", "title", "-title", "duration", "-fileBytes", "recorderName" })
        {
            var answer = await app.GetAsync($"/api/recordings?filter[search]=needle&sort={sort}&page[size]=2&page[number]=2");
            Assert.Equal((3, 1), ((int)answer.Json!["meta"]!["totalCount"]!, answer.List.Count));
        }

        var titles = (await app.GetAsync("/api/recordings?filter[search]=needle&sort=title")).List.Select(item => (string)item!["attributes"]!["title"]!);
        Assert.Equal(["Talk number 0007", "Talk number 1500", "Talk number 3199"], titles);
    }

    private static (int Count, bool IsLowerBound) Total(RecordingsApp.Answer answer) =>
        ((int)answer.Json!["meta"]!["totalCount"]!, (bool)answer.Json["meta"]!["totalCountIsLowerBound"]!);

    private async Task<List<string>> Ids(string query)
    {
        var answer = await app.GetAsync($"/api/recordings?{query}");
        Assert.Equal(200, answer.Status);
        return [.. answer.List.Select(item => (string)item!["id"]!)];
    }

    public sealed class Library(Servers servers) : IAsyncLifetime
    {
        internal RecordingsApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            App = await RecordingsApp.StartAsync(servers, new() { ["Filling:Interval"] = "00:00:00.200" });
            await App.Collection.InsertManyAsync(Enumerable.Range(0, Count).Select(Talk), cancellationToken: TestContext.Current.CancellationToken);
            await Eventually.TrueAsync(
                "every document is known to be filled in",
                () => Task.FromResult(!App.Services.GetRequiredService<UnfilledDocuments>().MayExist),
                TestContext.Current.CancellationToken);
        }

        public ValueTask DisposeAsync() => App?.DisposeAsync() ?? ValueTask.CompletedTask;

        // Many have the same time, name and size, so that only the id decides their order.
        private static Recording Talk(int number) => Sample.Recording(RecordingStatus.Ready) with
        {
            Title = $"Talk number {number:0000}",
            Description = number is 7 or 1500 or 3199 ? "needle" : null,
            RecorderName = number % 2 == 0 ? "Ada" : "Bad Wolf",
            Duration = number % 5 == 0 ? null : number % 40,
            FileBytes = number % 3 == 0 ? null : 1000,
            Metadata = new BsonDocument("group", number < 1000 ? 0 : 1),
            CreatedAt = Sample.Noon.AddMinutes(number / 50),
        };
    }
}
