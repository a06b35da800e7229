using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kubrick.Functional.Tests;

/// <summary>The Recordings table of the contract, through the gateway.</summary>
[Collection(LocalSystemCollection.Name)]
public sealed class RecordingsTests(LocalSystem system)
{
    private readonly Client client = new(system);

    [Fact]
    public async Task A_created_recording_is_uploading_and_can_be_read_back()
    {
        var created = (await client.Create(("title", "First talk"), ("metadata", new JsonObject { ["project"] = "Moon", ["a.b"] = 1, ["$set"] = true })))
            .Expect(HttpStatusCode.Created);
        Assert.EndsWith($"/api/recordings/{created.Id}", created.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{24}$", created.Id);
        var read = (await client.Get($"/api/recordings/{created.Id}")).Expect(HttpStatusCode.OK);
        Assert.Equal("recordings", read.Json.GetProperty("data").GetProperty("type").GetString());
        Assert.Equal("uploading", read.Attributes.GetProperty("status").GetString());
        Assert.Equal("First talk", read.Attributes.GetProperty("title").GetString());
        Assert.Equal("720p", read.Attributes.GetProperty("quality").GetString());
        Assert.Equal("Moon", read.Attributes.GetProperty("metadata").GetProperty("project").GetString());
        Assert.Equal(1, read.Attributes.GetProperty("metadata").GetProperty("a.b").GetInt32());
        Assert.True(read.Attributes.GetProperty("metadata").GetProperty("$set").GetBoolean());
        Assert.Equal(JsonValueKind.Null, read.Attributes.GetProperty("videoUrl").ValueKind);
        foreach (var secret in new[] { "storageKey", "storageBucket", "uploadId", "thumbnailKey" })
        {
            Assert.False(read.Attributes.TryGetProperty(secret, out _), secret);
        }
    }

    [Fact]
    public async Task A_recording_without_a_title_gets_a_default_title()
    {
        var created = (await client.Create(("title", null))).Expect(HttpStatusCode.Created);
        Assert.StartsWith("Recording ", created.Attributes.GetProperty("title").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archived_recording_is_listed_only_by_the_status_filter()
    {
        var recorder = Name();
        var id = await client.CreatedId(("recorderName", recorder));
        (await Change(id, new JsonObject { ["status"] = "archived" })).Expect(HttpStatusCode.OK);
        Assert.Equal(0, Total(await client.Get($"/api/recordings?filter[recorderName]={recorder}")));
        Assert.Equal(1, Total(await client.Get($"/api/recordings?filter[recorderName]={recorder}&filter[status]=archived")));
    }

    [Fact]
    public async Task Status_changes_that_are_not_allowed_are_refused()
    {
        var id = await client.CreatedId();
        (await Change(id, new JsonObject { ["status"] = "ready" })).ExpectError(HttpStatusCode.UnprocessableEntity, "VALIDATION_ERROR");
        (await Change(id, new JsonObject { ["status"] = "recording" })).ExpectError(HttpStatusCode.UnprocessableEntity, "VALIDATION_ERROR");
        (await Change(id, new JsonObject { ["title"] = "New", ["description"] = "Text" })).Expect(HttpStatusCode.OK);
        Assert.Equal("New", (await client.Get($"/api/recordings/{id}")).Attributes.GetProperty("title").GetString());
    }

    [Fact]
    public async Task The_links_of_a_page_lead_to_the_next_page_and_keep_the_filters()
    {
        var recorder = Name();
        for (var i = 0; i < 5; i++)
        {
            await client.CreatedId(("recorderName", recorder), ("title", $"T{i}"));
        }

        var titles = new List<string?>();
        var next = $"/api/recordings?filter[recorderName]={recorder}&sort=title&page[size]=2";
        while (next is not null)
        {
            var page = (await client.Get(next)).Expect(HttpStatusCode.OK).Json;
            Assert.Equal(5, page.GetProperty("meta").GetProperty("totalCount").GetInt32());
            titles.AddRange(page.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("attributes").GetProperty("title").GetString()));
            next = page.GetProperty("links").GetProperty("next").GetString();
        }

        Assert.Equal(["T0", "T1", "T2", "T3", "T4"], titles);
    }

    [Theory]
    [InlineData("createdAt")]
    [InlineData("-createdAt")]
    [InlineData("duration")]
    [InlineData("-duration")]
    [InlineData("title")]
    [InlineData("-title")]
    [InlineData("recorderName")]
    [InlineData("-fileBytes")]
    public async Task Every_sort_order_of_the_contract_is_accepted(string sort) => (await client.Get($"/api/recordings?sort={sort}")).Expect(HttpStatusCode.OK);

    [Fact]
    public async Task The_recorder_filter_matches_a_substring_ignoring_case_and_is_no_pattern()
    {
        var recorder = Name();
        await client.CreatedId(("recorderName", $"Dr. {recorder} (Moon)"));
        Assert.Equal(1, Total(await client.Get($"/api/recordings?filter[recorderName]={recorder.ToUpperInvariant()}%20(moon")));
        Assert.Equal(0, Total(await client.Get($"/api/recordings?filter[recorderName]={recorder}.*Moon")));
    }

    [Fact]
    public async Task A_deleted_recording_is_not_found()
    {
        var id = await client.CreatedId();
        (await client.Delete($"/api/recordings/{id}")).Expect(HttpStatusCode.NoContent);
        (await client.Get($"/api/recordings/{id}")).ExpectError(HttpStatusCode.NotFound, "NOT_FOUND");
        (await client.Delete($"/api/recordings/{id}")).ExpectError(HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Fact]
    public async Task Concurrent_changes_do_not_overwrite_other_fields()
    {
        var id = await client.CreatedId();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Change(id, i % 2 == 0
            ? new JsonObject { ["title"] = $"Title {i}" }
            : new JsonObject { ["description"] = $"Description {i}" })));
        Assert.All(answers, answer => Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.Conflict, answer.Text));
        var read = (await client.Get($"/api/recordings/{id}")).Attributes;
        Assert.StartsWith("Title ", read.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("Description ", read.GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_info_and_features_are_served()
    {
        var session = (await client.Get("/api/session-info")).Expect(HttpStatusCode.OK).Json;
        Assert.Contains("127.0.0.1", session.GetProperty("ipAddress").GetString(), StringComparison.Ordinal);
        Assert.True(session.TryGetProperty("timestamp", out _));
        var features = (await client.Get("/api/features")).Expect(HttpStatusCode.OK);
        Assert.Equal("features", features.Json.GetProperty("data").GetProperty("type").GetString());
        Assert.True(features.Attributes.GetProperty("liveStreaming").GetBoolean());
    }

    private static string Name() => "r" + Guid.NewGuid().ToString("N")[..12];

    private static int Total(Answer answer) => answer.Expect(HttpStatusCode.OK).Json.GetProperty("meta").GetProperty("totalCount").GetInt32();

    private Task<Answer> Change(string id, JsonObject attributes) =>
        client.Patch($"/api/recordings/{id}", new JsonObject { ["data"] = new JsonObject { ["type"] = "recordings", ["id"] = id, ["attributes"] = attributes } });
}
