using System.Text.Json.Nodes;
using Kubrick.Recordings.Tests.Hosting;

namespace Kubrick.Recordings.Tests.Resources;

public sealed class PauseTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Pause = """{"pausedAt":"2026-01-08T13:00:00.000+01:00","resumedAt":"2026-01-08T12:00:05.000Z","duration":5}""";

    private readonly RecordingsApp app = shared.App;

    [Fact]
    public async Task Pauses_are_stored_and_returned()
    {
        var created = await app.CreateAsync($$"""{"recorderName":"Ada","playbackFormat":"video","pauseCount":1,"pauseDurationTotal":5,"pauseEvents":[{{Pause}}]}""");
        var read = (await app.GetAsync($"/api/recordings/{(string)created["id"]!}")).Data["attributes"]!;
        Assert.True(JsonNode.DeepEquals(created["attributes"], read));
        Assert.Equal((1, 5.0), ((int)read["pauseCount"]!, (double)read["pauseDurationTotal"]!));
        Assert.Equal("""[{"pausedAt":"2026-01-08T12:00:00Z","resumedAt":"2026-01-08T12:00:05Z","duration":5}]""", read["pauseEvents"]!.ToJsonString());
    }

    [Fact]
    public async Task A_recording_without_pauses_has_none_and_totals_follow_from_the_events()
    {
        var without = (await app.CreateAsync())["attributes"]!;
        Assert.Equal((0, 0.0, 0), ((int)without["pauseCount"]!, (double)without["pauseDurationTotal"]!, ((JsonArray)without["pauseEvents"]!).Count));
        var with = (await app.CreateAsync($$"""{"recorderName":"Ada","playbackFormat":"video","pauseEvents":[{{Pause}},{{Pause}}]}"""))["attributes"]!;
        Assert.Equal((2, 10.0), ((int)with["pauseCount"]!, (double)with["pauseDurationTotal"]!));
    }

    [Theory]
    [InlineData("""{"pauseCount":-1}""", "/pauseCount")]
    [InlineData("""{"pauseCount":1.5}""", "/pauseCount")]
    [InlineData("""{"pauseDurationTotal":"5"}""", "/pauseDurationTotal")]
    [InlineData("""{"pauseEvents":{}}""", "/pauseEvents")]
    [InlineData("""{"pauseEvents":[1]}""", "/pauseEvents/0")]
    [InlineData("""{"pauseEvents":[{}]}""", "/pauseEvents")]
    [InlineData("""{"pauseEvents":[{"pausedAt":"never"}]}""", "/pauseEvents/0/pausedAt")]
    [InlineData("""{"pauseEvents":[{"pausedAt":"2026-01-08T12:00:05Z","duration":"-1"}]}""", "/pauseEvents/0/duration")]
    public async Task Invalid_pauses_are_rejected(string attributes, string pointer)
    {
        var answer = await Post(attributes);
        answer.IsError(422, "VALIDATION_ERROR");
        Assert.Equal("/data/attributes" + pointer, answer.Pointer);
    }

    [Theory]
    [InlineData("2026-01-08T11:59:00Z", "-65", "null", "null")]
    [InlineData("2026-01-08T11:59:00Z", "3", "null", "3")]
    [InlineData("2026-01-08T12:00:08Z", "-1", "\"2026-01-08T12:00:08Z\"", "null")]
    [InlineData("2037-01-08T12:00:05Z", "347155200", "\"2037-01-08T12:00:05Z\"", "null")]
    [InlineData("2026-01-08T12:00:08Z", "1e999", "\"2026-01-08T12:00:08Z\"", "null")]
    public async Task What_a_clock_that_was_set_makes_impossible_is_dropped_and_the_pause_is_kept(string resumedAt, string duration, string shownEnd, string shownDuration)
    {
        var odd = $$"""{"pausedAt":"2026-01-08T12:00:05Z","resumedAt":"{{resumedAt}}","duration":{{duration}}}""";
        var answer = await Post($$"""{"pauseCount":2,"pauseDurationTotal":{{(duration == "3" ? "8" : "-60")}},"pauseEvents":[{{Pause}},{{odd}}]}""");
        Assert.Equal(201, answer.Status);
        var created = answer.Data["attributes"]!;
        Assert.Equal((2, duration == "3" ? 8.0 : 5.0), ((int)created["pauseCount"]!, (double)created["pauseDurationTotal"]!));
        Assert.Equal($$"""{"pausedAt":"2026-01-08T12:00:05Z","resumedAt":{{shownEnd}},"duration":{{shownDuration}}}""", created["pauseEvents"]![1]!.ToJsonString());
    }

    [Theory]
    [InlineData("-55")]
    [InlineData("1e300")]
    public async Task An_impossible_total_follows_from_the_events(string total)
    {
        var answer = await Post($$"""{"pauseDurationTotal":{{total}},"pauseEvents":[{{Pause}}]}""");
        Assert.Equal((201, 5.0), (answer.Status, (double?)answer.Json?["data"]?["attributes"]?["pauseDurationTotal"]));
    }

    [Theory]
    [InlineData(1000, 201)]
    [InlineData(1001, 422)]
    public async Task At_most_1000_pauses_are_accepted(int pauses, int status)
    {
        var events = string.Join(',', Enumerable.Repeat(Pause, pauses));
        Assert.Equal(status, (await Post($$"""{"pauseEvents":[{{events}}]}""")).Status);
    }

    private Task<RecordingsApp.Answer> Post(string attributes) => app.SendAsync(
        HttpMethod.Post, "/api/recordings", $$$$"""{"data":{"type":"recordings","attributes":{{{{attributes[..^1]}}}},"recorderName":"Ada","playbackFormat":"video"}}}""");
}
