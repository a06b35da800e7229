using System.Text.Json.Nodes;
using Kubrick.Recordings.Tests.Hosting;

namespace Kubrick.Recordings.Tests.Existing;

/// <summary>
/// The requests of the first system's front ends, as their sources send them: of commit 7885b96 and of d0f5092. The upload is in the tests of Uploads, the stream in those of Ingest
/// and Playback.
/// </summary>
public sealed class FrontEndTests(Servers servers)
{
    private const string JsonApi = "application/vnd.api+json";

    // What the cards and the player of both front ends read.
    private static readonly string[] Texts = ["title", "recorderName", "status", "playbackFormat", "quality", "createdAt", "recordedAt"];
    private static readonly string[] Others = ["thumbnailUrl", "videoUrl", "duration", "fileBytes", "metadata", "sessionInfo", "pauseCount", "pauseDurationTotal"];

    // ua-parser-js and the browser: more fields than the contract has, and null where a browser does not tell.
    private const string SessionInfo =
        """
        {"timezone":"America/New_York","timezoneOffset":300,"browserName":"Firefox","browserVersion":"146.0","osName":"Linux","osVersion":"Unknown","screenResolution":"2560x1440",
         "language":"en-US","userAgent":"Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0","deviceType":"desktop","deviceMemory":null,"hardwareConcurrency":8,
         "online":true,"cookiesEnabled":true,"ipAddress":null}
        """;

    [Fact]
    public async Task A_recorded_file_is_created_as_by_the_earlier_front_end()
    {
        await using var app = await RecordingsApp.StartAsync(servers);
        var data = await CreateAsync(
            app,
            $$"""
            {"title":"Recording 1/7/2026, 3:19:46 PM","recorderName":"Ada","metadata":{"eventId":"","civId":"17","aNumber":""},"quality":"720p",
             "mimeType":"video/webm;codecs=vp9,opus","fileBytes":1234567,"playbackFormat":"video","sessionInfo":{{SessionInfo}}}
            """);
        Assert.Equal(("recordings", "uploading"), ((string)data["type"]!, (string)data["attributes"]!["status"]!));
        Assert.Equal("", (string)data["attributes"]!["metadata"]!["eventId"]!);
    }

    [Theory]
    [InlineData("\"video/webm;codecs=vp8\"")]
    [InlineData("\"video/mp4\"")]
    [InlineData("\"\"")]
    public async Task A_recorded_file_is_created_as_by_the_later_front_end(string mimeType)
    {
        await using var app = await RecordingsApp.StartAsync(servers);
        var data = await CreateAsync(
            app,
            $$"""
            {"title":"Recording 1/8/2026, 9:00:00 PM","recorderName":"Grace","metadata":{"Location":"Studio"},"quality":"1080p","mimeType":{{mimeType}},"fileBytes":99,
             "playbackFormat":"video","sessionInfo":{{SessionInfo}},"duration":12,"pauseCount":1,"pauseDurationTotal":3,
             "pauseEvents":[{"pausedAt":"2026-01-08T21:00:01.123Z","resumedAt":"2026-01-08T21:00:04.200Z","duration":3}]}
            """);
        Assert.Equal((12.0, 1, 3.0), ((double)data["attributes"]!["duration"]!, (int)data["attributes"]!["pauseCount"]!, (double)data["attributes"]!["pauseDurationTotal"]!));
    }

    [Fact]
    public async Task A_stream_is_created_before_it_starts()
    {
        await using var app = await RecordingsApp.StartAsync(servers);
        var data = await CreateAsync(
            app,
            $$"""{"title":"Live Recording 1/8/2026","recorderName":"Ada","metadata":{},"quality":"480p","mimeType":"video/webm","playbackFormat":"hls","sessionInfo":{{SessionInfo}}}""");
        Assert.Matches("^[0-9a-f]{24}$", (string)data["id"]!);
    }

    [Fact]
    public async Task A_session_without_answers_of_the_browser_is_accepted()
    {
        await using var app = await RecordingsApp.StartAsync(servers);
        await CreateAsync(app, """{"title":"x","recorderName":"Ada","metadata":{},"quality":"720p","mimeType":"video/webm","playbackFormat":"hls","sessionInfo":null}""");
    }

    [Fact]
    public async Task The_library_of_the_earlier_front_end_filters_by_name_and_loads_more()
    {
        await using var app = await RecordingsApp.StartAsync(servers);
        for (var number = 0; number < 15; number++)
        {
            await CreateAsync(app, $$"""{"title":"Talk {{number}}","recorderName":"Ada Lovelace","duration":{{number}},"playbackFormat":"video"}""");
        }

        foreach (var sort in new[] { "-createdAt", "createdAt", "-duration", "duration" })
        {
            // getNextPageParam: another page as long as fewer recordings are loaded than meta.totalCount says.
            var loaded = new List<JsonNode?>();
            for (var (page, total) = (1, 1); loaded.Count < total; page++)
            {
                var answer = await ListAsync(app, $"filter%5BrecorderName%5D=lovelace&sort={sort}&page%5Bnumber%5D={page}&page%5Bsize%5D=12");
                total = (int)answer["meta"]!["totalCount"]!;
                loaded.AddRange((JsonArray)answer["data"]!);
            }

            Assert.Equal(15, loaded.Count);
        }

        AssertCard((JsonArray)(await ListAsync(app, "sort=-createdAt&page%5Bnumber%5D=1&page%5Bsize%5D=12"))["data"]!);
    }

    [Fact]
    public async Task The_library_of_the_later_front_end_searches_and_shows_numbered_pages()
    {
        await using var app = await RecordingsApp.StartAsync(servers);
        for (var number = 0; number < 14; number++)
        {
            await CreateAsync(app, $$"""{"title":"Talk {{number}}","recorderName":"John","metadata":{"Location":"New York"},"playbackFormat":"video"}""");
        }

        await CreateAsync(app, """{"title":"Other","recorderName":"Jane","metadata":{"Location":"Paris"},"playbackFormat":"video"}""");
        foreach (var (search, count) in new[] { ("john", 14), ("Location=Paris", 1), ("john+Location%3D%22New+York%22", 14), ("talk+Location%3D%27york%27", 14), ("nobody", 0) })
        {
            var answer = await ListAsync(app, $"filter%5Bsearch%5D={search}&sort=-createdAt&page%5Bnumber%5D=1&page%5Bsize%5D=12");
            Assert.Equal((count, Math.Min(count, 12)), ((int)answer["meta"]!["totalCount"]!, ((JsonArray)answer["data"]!).Count));
        }

        Assert.Equal(3, ((JsonArray)(await ListAsync(app, "sort=createdAt&page%5Bnumber%5D=2&page%5Bsize%5D=12"))["data"]!).Count);
    }

    [Fact]
    public async Task A_recording_is_read_changed_and_archived()
    {
        await using var app = await RecordingsApp.StartAsync(servers);
        var id = (string)(await CreateAsync(app, """{"title":"x","recorderName":"Ada","playbackFormat":"video"}"""))["id"]!;
        AssertCard([(await app.GetAsync($"/api/recordings/{id}")).Data.DeepClone()]);
        Assert.Equal(200, (await app.PatchAsync(id, """{"title":"y","description":"z"}""")).Status);
        var archived = await app.PatchAsync(id, """{"status":"archived"}""");
        Assert.Equal((200, "archived"), (archived.Status, (string)archived.Data["attributes"]!["status"]!));
        Assert.Empty((JsonArray)(await ListAsync(app, "sort=-createdAt&page%5Bnumber%5D=1&page%5Bsize%5D=12"))["data"]!);
    }

    [Fact]
    public async Task An_error_has_a_detail_to_show()
    {
        await using var app = await RecordingsApp.StartAsync(servers);
        var answer = await app.GetAsync("/api/recordings/000000000000000000000000");
        Assert.NotEmpty((string)answer.Json!["errors"]![0]!["detail"]!);
    }

    [Fact]
    public async Task Session_features_and_health_have_the_fields_that_are_read()
    {
        await using var app = await RecordingsApp.StartAsync(servers);
        Assert.NotNull((string?)(await app.GetAsync("/api/session-info")).Json!["ipAddress"]);
        Assert.True((bool)(await app.GetAsync("/api/features")).Data["attributes"]!["liveStreaming"]!);
        var health = await app.GetAsync("/health");
        Assert.Equal(200, health.Status);
        Assert.NotNull((string?)health.Json!["status"]);
        Assert.NotNull((string?)health.Json["timestamp"]);
    }

    private static void AssertCard(JsonArray recordings) => Assert.All(recordings, recording =>
    {
        var attributes = (JsonObject)recording!["attributes"]!;
        Assert.NotEmpty((string)recording["id"]!);
        Assert.All(Texts, name => Assert.NotEmpty((string)attributes[name]!));
        Assert.All(Others, name => Assert.True(attributes.ContainsKey(name)));
    });

    private static async Task<JsonObject> CreateAsync(RecordingsApp app, string attributes)
    {
        var answer = await app.SendAsync(HttpMethod.Post, "/api/recordings", $$$"""{"data":{"type":"recordings","attributes":{{{attributes}}}}}""", contentType: JsonApi);
        Assert.True(answer.Status == 201, answer.Json?.ToJsonString());
        return answer.Data;
    }

    private static async Task<JsonObject> ListAsync(RecordingsApp app, string query)
    {
        var answer = await app.GetAsync($"/api/recordings?{query}");
        Assert.Equal(200, answer.Status);
        return answer.Json!;
    }
}
