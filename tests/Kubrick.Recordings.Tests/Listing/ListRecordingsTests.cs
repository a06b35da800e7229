using System.Text.Json.Nodes;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Testing;
using MongoDB.Bson;

namespace Kubrick.Recordings.Tests.Listing;

public sealed class ListRecordingsTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private static readonly string[] ExpectedIndexes =
    [
        "{recorderName:1,createdAt:-1}", "{status:1,createdAt:-1}", "{isLiveStreaming:1}", "{shelf:1,createdAt:-1,_id:-1}", "{'outbox.at':1}",
    ];

    private readonly RecordingsApp app = shared.App;
    private readonly string name = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task The_pages_and_their_links_contain_every_recording_once()
    {
        for (var i = 0; i < 7; i++)
        {
            await Create($"Talk {i}");
        }

        var seen = new List<string>();
        var next = $"/api/recordings?filter[recorderName]={name.ToUpperInvariant()}&sort=title&page[size]=3";
        while (next is not null)
        {
            var page = await app.GetAsync(next);
            Assert.Equal((200, 7), (page.Status, (int)page.Json!["meta"]!["totalCount"]!));
            seen.AddRange(Titles(page));
            next = (string?)page.Json["links"]!["next"];
        }

        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"Talk {i}"), seen);
        var beyond = await app.GetAsync($"/api/recordings?filter[recorderName]={name}&page[number]=1000000&page[size]=3");
        Assert.Equal((200, 0, 7), (beyond.Status, beyond.List.Count, (int)beyond.Json!["meta"]!["totalCount"]!));
    }

    [Fact]
    public async Task Responses_are_not_cached_because_their_URLs_expire()
    {
        await Create("Talk");
        var id = (string)(await app.GetAsync($"/api/recordings?filter[recorderName]={name}")).List[0]!["id"]!;
        foreach (var address in new[] { "/api/recordings", $"/api/recordings/{id}" })
        {
            using var response = await app.Http.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal("no-cache, private", response.Headers.CacheControl?.ToString());
        }
    }

    [Fact]
    public async Task A_list_can_be_sorted_by_every_field_of_the_contract()
    {
        await Create("b", 2);
        await Create("A", 3);
        await Create("c", 1);
        Assert.Equal(["A", "b", "c"], await Titles("sort=title"));
        Assert.Equal(["c", "b", "A"], await Titles("sort=-title"));
        Assert.Equal(["c", "b", "A"], await Titles("sort=duration"));
        Assert.Equal(["A", "b", "c"], await Titles("sort=-duration"));
        Assert.Equal(["c", "A", "b"], await Titles(""));
        Assert.Equal(["b", "A", "c"], await Titles("sort=createdAt"));
        Assert.Equal(3, (await Titles("sort=recorderName")).Count);
        Assert.Equal(3, (await Titles("sort=-fileBytes")).Count);
    }

    [Fact]
    public async Task Filters_by_status_time_and_metadata_match()
    {
        await Create("old", recordedAt: "2026-01-31T23:59:59Z", metadata: """{"job.title":"C# dev","age":42}""");
        await Create("new", recordedAt: "2026-02-01T00:00:00Z", metadata: """{"job.title":"CTO"}""");
        Assert.Equal(["old"], await Titles("filter[to]=2026-01-31"));
        Assert.Equal(["new"], await Titles("filter[from]=2026-02-01T00:00:00Z"));
        Assert.Equal(["old"], await Titles("filter[metadata.job.title]=C%23%20dev"));
        Assert.Equal(["old"], await Titles("filter[metadata.age]=42"));
        Assert.Empty(await Titles("filter[metadata.age]=4"));
        Assert.Equal(2, (await Titles("filter[status]=uploading")).Count);
        Assert.Empty(await Titles("filter[status]=ready"));
    }

    [Theory]
    [InlineData("SLANDS", "a", "b")]
    [InlineData("west islands", "b")]
    [InlineData("studio", "b")]
    [InlineData("Place=\"big studio\"", "b")]
    [InlineData("Place='big studio' west", "b")]
    [InlineData("Place=studio east")]
    [InlineData("Crew=lin", "a")]
    [InlineData("count=42", "a")]
    [InlineData("=42")]
    [InlineData(".*")]
    [InlineData("", "a", "b")]
    public async Task A_search_matches_words_and_fields(string search, params string[] titles)
    {
        await Create("a", metadata: """{"Crew":["Linus","Dennis"],"count":42,"where":"East Islands"}""");
        await Create("b", metadata: """{"where":"West Islands","Place":"The Big Studio"}""");
        Assert.Equal(titles, (await Titles($"sort=title&filter[search]={Uri.EscapeDataString(search)}")));
    }

    [Theory]
    [InlineData(".*")]
    [InlineData("{\"$ne\":null}")]
    [InlineData("$where")]
    [InlineData("a(b")]
    [InlineData("[")]
    [InlineData("\\")]
    public async Task An_operator_in_a_filter_is_plain_text(string text)
    {
        var answer = await app.GetAsync($"/api/recordings?filter[recorderName]={Uri.EscapeDataString(text)}");
        Assert.Equal((200, 0), (answer.Status, answer.List.Count));
        await app.CreateAsync(new JsonObject { ["recorderName"] = $"x{text}{name}", ["playbackFormat"] = "video" }.ToJsonString());
        Assert.Single((await app.GetAsync($"/api/recordings?filter[recorderName]={Uri.EscapeDataString(text + name)}")).List);
    }

    [Theory]
    [InlineData("page[number]=0", "page[number]")]
    [InlineData("page[number]=-3", "page[number]")]
    [InlineData("page[number]=99999999999999", "page[number]")]
    [InlineData("sort=password", "sort")]
    public async Task An_invalid_parameter_is_named(string query, string parameter)
    {
        var answer = await app.GetAsync($"/api/recordings?{query}");
        answer.IsError(422, "VALIDATION_ERROR");
        Assert.Equal(parameter, answer.Parameter);
    }

    [Fact]
    public async Task Every_index_is_created_at_start() => await Eventually.TrueAsync(
        "the indexes exist",
        async () =>
        {
            using var cursor = await app.Collection.Indexes.ListAsync(TestContext.Current.CancellationToken);
            var keys = new List<BsonDocument>();
            while (await cursor.MoveNextAsync(TestContext.Current.CancellationToken))
            {
                keys.AddRange(cursor.Current.Select(index => index["key"].AsBsonDocument));
            }

            return ExpectedIndexes.All(wanted => keys.Any(key => key.Names.SequenceEqual(BsonDocument.Parse(wanted).Names)));
        },
        TestContext.Current.CancellationToken);

    private static List<string> Titles(RecordingsApp.Answer answer) => [.. answer.List.Select(item => (string)item!["attributes"]!["title"]!)];

    private async Task<List<string>> Titles(string query) => Titles(await app.GetAsync($"/api/recordings?filter[recorderName]={name}&{query}"));

    private Task<JsonObject> Create(string title, double duration = 1, string recordedAt = "2026-01-01T00:00:00Z", string metadata = "{}") => app.CreateAsync(
        $$"""{"recorderName":"{{name}}","playbackFormat":"video","title":"{{title}}","duration":{{duration}},"recordedAt":"{{recordedAt}}","metadata":{{metadata}}}""");
}
