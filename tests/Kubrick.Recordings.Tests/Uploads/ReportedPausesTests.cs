using System.Text.Json.Nodes;
using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Tests.Hosting;

namespace Kubrick.Recordings.Tests.Uploads;

/// <summary>The pauses that a recorder reports when its upload is complete: it was created before they happened.</summary>
public sealed class ReportedPausesTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Pause = """{"pausedAt":"2026-01-08T13:00:00.000+01:00","resumedAt":"2026-01-08T12:00:05.000Z","duration":5}""";
    private const string Shown = """{"pausedAt":"2026-01-08T12:00:00Z","resumedAt":"2026-01-08T12:00:05Z","duration":5}""";

    private readonly RecordingsApp app = shared.App;

    [Fact]
    public async Task The_last_word_counts_and_a_completion_without_pauses_changes_none()
    {
        var (id, key) = await StartAsync("\"pauseCount\":7,");
        Assert.Equal(200, (await CompleteAsync(id, key, "")).Status);
        Assert.Equal((7, 0.0, "[]"), await PausesAsync(id));

        var first = await CompleteAsync(id, key, $$""","pauseCount":1,"pauseDurationTotal":5.5,"pauseEvents":[{{Pause}}]""");
        Assert.Equal(200, first.Status);
        Assert.Equal((1, 5.5, $"[{Shown}]"), await PausesAsync(id));
        // Repeated, it changes nothing.
        var again = await CompleteAsync(id, key, $$""","pauseCount":1,"pauseDurationTotal":5.5,"pauseEvents":[{{Pause}}]""");
        Assert.True(JsonNode.DeepEquals(first.Json, again.Json));

        // A missing count or total follows from the events, as in POST.
        await CompleteAsync(id, key, $$""","pauseEvents":[{{Pause}},{{Pause}}]""");
        Assert.Equal((2, 10.0, $"[{Shown},{Shown}]"), await PausesAsync(id));
        await CompleteAsync(id, key, ""","pauseCount":null,"pauseEvents":null""");
        Assert.Equal((2, 10.0, $"[{Shown},{Shown}]"), await PausesAsync(id));
        await CompleteAsync(id, key, ""","pauseCount":0""");
        Assert.Equal((0, 0.0, "[]"), await PausesAsync(id));
    }

    [Theory]
    [InlineData("\"pauseCount\":-1", "/pauseCount")]
    [InlineData("\"pauseCount\":1000001", "/pauseCount")]
    [InlineData("\"pauseDurationTotal\":\"5\"", "/pauseDurationTotal")]
    [InlineData("\"pauseEvents\":{}", "/pauseEvents")]
    [InlineData("\"pauseEvents\":[1]", "/pauseEvents/0")]
    [InlineData("\"pauseEvents\":[{}]", "/pauseEvents")]
    [InlineData("\"pauseEvents\":[{\"pausedAt\":\"2026-01-08T12:00:05Z\",\"duration\":-1}]", "/pauseEvents/0/duration")]
    public async Task Invalid_pauses_are_rejected_and_change_nothing(string field, string pointer)
    {
        var (id, key) = await StartAsync("");
        var answer = await CompleteAsync(id, key, "," + field);
        answer.IsError(422, "VALIDATION_ERROR");
        Assert.Equal(pointer, answer.Pointer);
        Assert.Equal("uploading", (string)(await app.GetAsync(UploadRoutes.State(id))).Json!["status"]!);
    }

    private async Task<(string Id, string Key)> StartAsync(string attributes)
    {
        var id = (string)(await app.CreateAsync($$"""{{{attributes}}"recorderName":"Ada","playbackFormat":"video"}"""))["id"]!;
        var started = await app.SendAsync(HttpMethod.Post, UploadRoutes.State(id), """{"provider":"local","bucket":"objects"}""");
        return (id, (string)started.Json!["storageKey"]!);
    }

    private Task<RecordingsApp.Answer> CompleteAsync(string id, string key, string fields) =>
        app.SendAsync(HttpMethod.Post, UploadRoutes.Completed(id), $$"""{"storageKey":"{{key}}","fileBytes":9{{fields}}}""");

    private async Task<(int Count, double Total, string Events)> PausesAsync(string id)
    {
        var attributes = (await app.GetAsync($"/api/recordings/{id}")).Data["attributes"]!;
        return ((int)attributes["pauseCount"]!, (double)attributes["pauseDurationTotal"]!, attributes["pauseEvents"]!.ToJsonString());
    }
}
