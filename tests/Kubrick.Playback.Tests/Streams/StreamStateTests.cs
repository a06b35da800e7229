using System.Text.Json.Nodes;
using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Streams;
using Kubrick.Playback.Streams;
using Kubrick.Playback.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Playback.Tests.Streams;

[Collection(EveryStream.Name)]
public sealed class StreamStateTests(Servers servers)
{
    private static readonly DateTimeOffset Began = new(2026, 11, 22, 18, 0, 0, TimeSpan.Zero);

    private static readonly string[] Totals = ["totalStreams", "activeStreams", "totalViewers", "totalSegmentsUploaded", "totalBytesUploaded"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_status_follows_the_life_of_a_stream()
    {
        var (app, story) = await BeginAsync();
        await Tell(app, story.Started);
        Assert.Equal(StreamStatuses.Starting, await StatusAsync(app, story));
        await Tell(app, story.Progressed(1, 0) with { BytesReceived = 0 });
        Assert.Equal(StreamStatuses.Starting, await StatusAsync(app, story));
        await Tell(app, story.Progressed(2, 1));
        Assert.Equal(StreamStatuses.Live, await StatusAsync(app, story));
        await Tell(app, story.Interrupted(3));
        Assert.Equal(StreamStatuses.Reconnecting, await StatusAsync(app, story));
        await Tell(app, story.Resumed(4));
        Assert.Equal(StreamStatuses.Live, await StatusAsync(app, story));
        await Tell(app, story.Ending(9));
        Assert.Equal(StreamStatuses.Stopping, await StatusAsync(app, story));
        await Tell(app, story.Ended(10));
        Assert.Equal(StreamStatuses.Ended, await StatusAsync(app, story));
        // What comes late takes nothing back.
        await Tell(app, story.Interrupted(9), story.Progressed(8, 4), story.Started, story.Ending(9));
        Assert.Equal(StreamStatuses.Ended, await StatusAsync(app, story));
    }

    [Fact]
    public async Task A_publisher_who_is_back_is_live_again_although_the_clocks_of_two_who_accepted_it_differ()
    {
        var (app, story) = await BeginAsync();
        await Tell(app, story.Started, story.Progressed(2, 1), story.Interrupted(3_000));
        // What the worker had not read yet says nothing.
        await Tell(app, story.Progressed(4, 2));
        Assert.Equal(StreamStatuses.Reconnecting, await StatusAsync(app, story));
        await Tell(app, story.Resumed(6));
        Assert.Equal(StreamStatuses.Reconnecting, await StatusAsync(app, story));
        await Tell(app, story.Progressed(7, 2));
        Assert.Equal(StreamStatuses.Reconnecting, await StatusAsync(app, story));
        await Tell(app, story.Progressed(9, 3));
        Assert.Equal(StreamStatuses.Live, await StatusAsync(app, story));
        // What comes twice changes nothing, and the next interruption is one again.
        await Tell(app, story.Interrupted(3_000), story.Resumed(6), story.Progressed(9, 3));
        Assert.Equal(StreamStatuses.Live, await StatusAsync(app, story));
        await Tell(app, story.Interrupted(3_010));
        Assert.Equal(StreamStatuses.Reconnecting, await StatusAsync(app, story));
        // The word of the resumption came first, or never.
        await Tell(app, story.Progressed(3_030, 4));
        Assert.Equal(StreamStatuses.Live, await StatusAsync(app, story));
    }

    [Fact]
    public async Task The_order_of_the_events_and_their_repetition_make_no_difference()
    {
        var (app, story) = await BeginAsync();
        object[] life =
        [
            story.Started, story.Progressed(2, 1, "slow"), story.Interrupted(3), story.Resumed(5), story.Renamed(4, "Better"), story.Renamed(5, "Best"), story.Progressed(6, 3, "later", "slow"), story.Ending(9), story.Ended(10),
        ];
        await Tell(app, life);
        var expected = Attributes(await app.GetAsync($"/api/streams/{story.Id}")).ToJsonString();
        Assert.Contains("\"later\",\"slow\"", expected, StringComparison.Ordinal);
        Assert.Contains("\"title\":\"Best\"", expected, StringComparison.Ordinal);
        var random = new Random(7);
        for (var attempt = 0; attempt < 12; attempt++)
        {
            var other = story with { Id = NewId() };
            object[] events = [.. life, .. life.Where(_ => random.Next(2) == 0)];
            random.Shuffle(events);
            foreach (var happened in events)
            {
                await Tell(app, Renamed(happened, other.Id));
            }

            var told = Attributes(await app.GetAsync($"/api/streams/{other.Id}")).ToJsonString().Replace(other.Id, story.Id, StringComparison.Ordinal);
            Assert.Equal(expected, told);
        }
    }

    [Fact]
    public async Task A_title_before_the_start_shows_no_stream_and_is_forgotten_without_one()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world);
        var (story, never) = (new Story(NewId(), Began), new Story(NewId(), Began));
        await Tell(app, story.Renamed(5, "Better"), never.Renamed(5, "Never streamed"));
        (await app.GetAsync($"/api/streams/{story.Id}")).IsError(404, "NOT_FOUND");
        Assert.Equal("", Ids(await app.GetAsync("/api/streams/active")));
        Assert.StartsWith("0 0 ", Summary(await app.GetAsync("/api/streams/status")), StringComparison.Ordinal);

        await Tell(app, story.Started);
        Assert.Equal("Better", (string)Attributes(await app.GetAsync($"/api/streams/{story.Id}"))["recording"]!["title"]!);
        var store = app.Services.GetRequiredService<StreamStore>();
        await store.ForgetHiddenAsync(Began.AddSeconds(6), Stop);
        await Tell(app, never.Started);
        Assert.Equal("Interview", (string)Attributes(await app.GetAsync($"/api/streams/{never.Id}"))["recording"]!["title"]!);
        Assert.Equal($"{story.Id} {never.Id}".Length, Ids(await app.GetAsync("/api/streams/active")).Length);
    }

    [Fact]
    public async Task Events_that_come_at_the_same_moment_are_all_kept()
    {
        var (app, story) = await BeginAsync();
        await Task.WhenAll(
            Tell(app, story.Started), Tell(app, story.Started), Tell(app, story.Progressed(2, 4)), Tell(app, story.Progressed(1, 2)), Tell(app, story.Interrupted(3)), Tell(app, story.Ending(4)));
        var attributes = Attributes(await app.GetAsync($"/api/streams/{story.Id}"));
        Assert.Equal(("stopping", 4, "Interview"), ((string)attributes["status"]!, (int)attributes["segmentsUploaded"]!, (string)attributes["recording"]!["title"]!));
    }

    [Fact]
    public async Task A_stream_is_told_in_exactly_the_contracts_shape()
    {
        var (app, story) = await BeginAsync();
        await Tell(app, story.Started, story.Progressed(2, 1), story.Ended(10));
        var answer = await app.GetAsync($"/api/streams/{story.Id}");
        Assert.Equal((200, "application/vnd.api+json"), (answer.Status, answer.ContentType));
        Assert.Equal(
            $$$$$"""
            {"data":{"type":"live-stream","id":"{{{{{story.Id}}}}}","attributes":{"recordingId":"{{{{{story.Id}}}}}","status":"ended","startTime":{{{{{story.Ms(0)}}}}},"endTime":{{{{{story.Ms(10)}}}}},
            "duration":9500,"viewerCount":0,"segmentsUploaded":5,"bytesUploaded":5000,"lastActivity":{{{{{story.Ms(10)}}}}},"manifestUrl":"/api/streams/{{{{{story.Id}}}}}/hls/manifest.m3u8","error":null,
            "transcoder":{"isRunning":false,"segmentCount":5,"bytesReceived":4510,"errors":[]},"recording":{"title":"Interview","recorderName":"Ada","quality":"720p"}}}}
            """.ReplaceLineEndings(""),
            answer.Text);
    }

    [Fact]
    public async Task A_stream_that_failed_says_why()
    {
        var (app, story) = await BeginAsync();
        await Tell(app, story.Started, story.Failed(3, "The bytes are no video."));
        var attributes = Attributes(await app.GetAsync($"/api/streams/{story.Id}"));
        Assert.Equal(("error", "The bytes are no video.", story.Ms(3)), ((string)attributes["status"]!, (string)attributes["error"]!, (long)attributes["endTime"]!));
    }

    [Fact]
    public async Task All_streams_are_counted_and_the_active_ones_listed_on_every_replica_and_after_a_restart()
    {
        using var world = await World.StartAsync(servers);
        var stories = Enumerable.Range(0, 4).Select(number => new Story(NewId(), Began.AddMinutes(number))).ToList();
        string status, active;
        await using (var one = PlaybackApp.Start(world))
        {
            Assert.Equal(
                """{"data":{"type":"stream-status","attributes":{"totalStreams":0,"activeStreams":0,"totalViewers":0,"totalSegmentsUploaded":0,"totalBytesUploaded":0,"streams":[],"featureFlags":{"liveStreaming":true}}},"meta":{"listedAtMost":100}}""",
                (await one.GetAsync("/api/streams/status")).Text);
            foreach (var story in stories)
            {
                await Tell(one, story.Started, story.Progressed(4, 2));
            }

            await Tell(one, stories[0].Ended(10, segments: 5), stories[1].Failed(5, "No."), stories[3].Interrupted(6));
            Assert.Equal(200, (await one.SendAsync(HttpMethod.Post, $"/api/streams/{stories[2].Id}/viewer", """{"viewerId":"v"}""")).Status);
            (status, active) = (Summary(await one.GetAsync("/api/streams/status")), Ids(await one.GetAsync("/api/streams/active")));
        }

        Assert.Equal("4 2 1 11 11000 reconnecting live error ended", status);
        Assert.Equal($"{stories[3].Id} {stories[2].Id}", active);
        await using var two = PlaybackApp.Start(world);
        await using var three = PlaybackApp.Start(world);
        foreach (var app in new[] { two, three })
        {
            Assert.Equal(status, Summary(await app.GetAsync("/api/streams/status")));
            Assert.Equal(active, Ids(await app.GetAsync("/api/streams/active")));
        }
    }

    [Fact]
    public async Task A_deleted_recordings_stream_is_gone_and_late_events_do_not_bring_it_back()
    {
        var (app, story) = await BeginAsync();
        await Tell(app, story.Started, story.Progressed(2, 1));
        var store = app.Services.GetRequiredService<StreamStore>();
        await store.DeleteAsync(story.Id, Began.AddSeconds(5), Stop);
        await Tell(app, story.Progressed(6, 3), story.Started);
        (await app.GetAsync($"/api/streams/{story.Id}")).IsError(404, "NOT_FOUND");
        (await app.SendAsync(HttpMethod.Post, $"/api/streams/{story.Id}/viewer", """{"viewerId":"v"}""")).IsError(404, "NOT_FOUND");
    }

    [Fact]
    public async Task What_is_no_stream_is_answered_with_an_error_document()
    {
        var (app, _) = await BeginAsync();
        (await app.GetAsync("/api/streams/aaaaaaaaaaaaaaaaaaaaaaaa")).IsError(404, "NOT_FOUND");
        (await app.GetAsync("/api/streams/nope")).IsError(400, "INVALID_ID");
        (await app.GetAsync("/api/streams/aaaaaaaaaaaaaaaaaaaaaaag")).IsError(400, "INVALID_ID");
        (await app.GetAsync("/api/streams")).IsError(404, "NOT_FOUND");
        (await app.SendAsync(HttpMethod.Delete, "/api/streams/active")).IsError(405, "METHOD_NOT_ALLOWED");
    }

    private async Task<(PlaybackApp App, Story Story)> BeginAsync() => ((await servers.ReplicaAsync()).App, new Story(NewId(), Began));

    private static string NewId() => Convert.ToHexStringLower(Guid.NewGuid().ToByteArray())[..24];

    private static async Task Tell(PlaybackApp app, params object[] events)
    {
        foreach (var happened in events)
        {
            await Story.TellAsync(app.Services.GetRequiredService<StreamStore>(), happened, Stop);
        }
    }

    private static object Renamed(object happened, string id) => happened switch
    {
        StreamStarted started => started with { RecordingId = id },
        StreamInterrupted interrupted => interrupted with { RecordingId = id },
        StreamResumed resumed => resumed with { RecordingId = id },
        StreamEnding ending => ending with { RecordingId = id },
        StreamProgressed progressed => progressed with { RecordingId = id },
        StreamEnded ended => ended with { RecordingId = id },
        RecordingRenamed renamed => renamed with { RecordingId = id },
        _ => happened,
    };

    private static JsonNode Attributes(PlaybackApp.Answer answer)
    {
        Assert.Equal(200, answer.Status);
        return answer.Json["data"]!["attributes"]!;
    }

    private static async Task<string> StatusAsync(PlaybackApp app, Story story) => (string)Attributes(await app.GetAsync($"/api/streams/{story.Id}"))["status"]!;

    private static string Summary(PlaybackApp.Answer answer)
    {
        var all = Attributes(answer);
        return string.Join(' ', [
            .. Totals.Select(name => all[name]!.ToJsonString()),
            .. ((JsonArray)all["streams"]!).Select(stream => (string)stream!["status"]!),
        ]);
    }

    private static string Ids(PlaybackApp.Answer answer) => string.Join(' ', ((JsonArray)answer.Json["data"]!).Select(stream => (string)stream!["id"]!));
}
