using System.Text.Json.Nodes;
using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Streams;
using Kubrick.Playback.Streams;
using Kubrick.Playback.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Playback.Tests.Streams;

[Collection(SharedStreamsCollection.Name)]
public sealed class StreamStateTests(Servers servers)
{
    // Of today: what is hidden for longer than a day is removed, while the tests run.
    private static readonly DateTimeOffset StartedAt = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());

    private static readonly string[] Totals = ["totalStreams", "activeStreams", "totalViewers", "totalSegmentsUploaded", "totalBytesUploaded"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_status_follows_the_events_of_a_stream()
    {
        var (app, history) = await StartAsync();
        await ApplyAsync(app, history.Started);
        Assert.Equal(StreamStatuses.Starting, await StatusAsync(app, history));
        await ApplyAsync(app, history.Progressed(1, 0) with { BytesReceived = 0 });
        Assert.Equal(StreamStatuses.Starting, await StatusAsync(app, history));
        await ApplyAsync(app, history.Progressed(2, 1));
        Assert.Equal(StreamStatuses.Live, await StatusAsync(app, history));
        await ApplyAsync(app, history.Interrupted(3));
        Assert.Equal(StreamStatuses.Reconnecting, await StatusAsync(app, history));
        await ApplyAsync(app, history.Resumed(4));
        Assert.Equal(StreamStatuses.Live, await StatusAsync(app, history));
        await ApplyAsync(app, history.Ending(9));
        Assert.Equal(StreamStatuses.Stopping, await StatusAsync(app, history));
        await ApplyAsync(app, history.Ended(10));
        Assert.Equal(StreamStatuses.Ended, await StatusAsync(app, history));
        // Late events change nothing.
        await ApplyAsync(app, history.Interrupted(9), history.Progressed(8, 4), history.Started, history.Ending(9));
        Assert.Equal(StreamStatuses.Ended, await StatusAsync(app, history));
    }

    [Fact]
    public async Task A_returned_publisher_is_live_although_two_clocks_differ()
    {
        var (app, history) = await StartAsync();
        await ApplyAsync(app, history.Started, history.Progressed(2, 1), history.Interrupted(3_000));
        // Bytes from before the interruption do not count.
        await ApplyAsync(app, history.Progressed(4, 2));
        Assert.Equal(StreamStatuses.Reconnecting, await StatusAsync(app, history));
        await ApplyAsync(app, history.Resumed(6));
        Assert.Equal(StreamStatuses.Reconnecting, await StatusAsync(app, history));
        await ApplyAsync(app, history.Progressed(7, 2));
        Assert.Equal(StreamStatuses.Reconnecting, await StatusAsync(app, history));
        await ApplyAsync(app, history.Progressed(9, 3));
        Assert.Equal(StreamStatuses.Live, await StatusAsync(app, history));
        // Repeated events change nothing; the next interruption counts.
        await ApplyAsync(app, history.Interrupted(3_000), history.Resumed(6), history.Progressed(9, 3));
        Assert.Equal(StreamStatuses.Live, await StatusAsync(app, history));
        await ApplyAsync(app, history.Interrupted(3_010));
        Assert.Equal(StreamStatuses.Reconnecting, await StatusAsync(app, history));
        // The resumption arrived first, or never.
        await ApplyAsync(app, history.Progressed(3_030, 4));
        Assert.Equal(StreamStatuses.Live, await StatusAsync(app, history));
    }

    [Fact]
    public async Task The_order_and_repetition_of_events_make_no_difference()
    {
        var (app, history) = await StartAsync();
        object[] life =
        [
            history.Started, history.Progressed(2, 1, "slow"), history.Interrupted(3), history.Resumed(5), history.Renamed(4, "Better"), history.Renamed(5, "Best"), history.Progressed(6, 3, "later", "slow"), history.Ending(9), history.Ended(10),
        ];
        await ApplyAsync(app, life);
        var expected = Attributes(await app.GetAsync($"/api/streams/{history.Id}")).ToJsonString();
        Assert.Contains("\"later\",\"slow\"", expected, StringComparison.Ordinal);
        Assert.Contains("\"title\":\"Best\"", expected, StringComparison.Ordinal);
        var random = new Random(7);
        for (var attempt = 0; attempt < 12; attempt++)
        {
            var other = history with { Id = NewId() };
            object[] events = [.. life, .. life.Where(_ => random.Next(2) == 0)];
            random.Shuffle(events);
            foreach (var streamEvent in events)
            {
                await ApplyAsync(app, WithId(streamEvent, other.Id));
            }

            var actual = Attributes(await app.GetAsync($"/api/streams/{other.Id}")).ToJsonString().Replace(other.Id, history.Id, StringComparison.Ordinal);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public async Task A_title_before_the_start_is_hidden_and_removed_without_a_start()
    {
        using var world = await World.StartQuietAsync(servers);
        await using var app = PlaybackApp.Start(world);
        var (history, never) = (new StreamHistory(NewId(), StartedAt), new StreamHistory(NewId(), StartedAt));
        await ApplyAsync(app, history.Renamed(5, "Better"), never.Renamed(5, "Never streamed"));
        (await app.GetAsync($"/api/streams/{history.Id}")).IsError(404, "NOT_FOUND");
        Assert.Equal("", Ids(await app.GetAsync("/api/streams/active")));
        Assert.StartsWith("0 0 ", Summary(await app.GetAsync("/api/streams/status")), StringComparison.Ordinal);

        await ApplyAsync(app, history.Started);
        Assert.Equal("Better", (string)Attributes(await app.GetAsync($"/api/streams/{history.Id}"))["recording"]!["title"]!);
        var store = app.Services.GetRequiredService<StreamStore>();
        await store.RemoveHiddenAsync(StartedAt.AddSeconds(6), Stop);
        await ApplyAsync(app, never.Started);
        Assert.Equal("Interview", (string)Attributes(await app.GetAsync($"/api/streams/{never.Id}"))["recording"]!["title"]!);
        Assert.Equal($"{history.Id} {never.Id}".Length, Ids(await app.GetAsync("/api/streams/active")).Length);
    }

    [Fact]
    public async Task Concurrent_events_are_all_kept()
    {
        var (app, history) = await StartAsync();
        await Task.WhenAll(
            ApplyAsync(app, history.Started), ApplyAsync(app, history.Started), ApplyAsync(app, history.Progressed(2, 4)), ApplyAsync(app, history.Progressed(1, 2)), ApplyAsync(app, history.Interrupted(3)), ApplyAsync(app, history.Ending(4)));
        var attributes = Attributes(await app.GetAsync($"/api/streams/{history.Id}"));
        Assert.Equal(("stopping", 4, "Interview"), ((string)attributes["status"]!, (int)attributes["segmentsUploaded"]!, (string)attributes["recording"]!["title"]!));
    }

    [Fact]
    public async Task A_stream_has_exactly_the_shape_of_the_contract()
    {
        var (app, history) = await StartAsync();
        await ApplyAsync(app, history.Started, history.Progressed(2, 1), history.Ended(10));
        var answer = await app.GetAsync($"/api/streams/{history.Id}");
        Assert.Equal((200, "application/vnd.api+json"), (answer.Status, answer.ContentType));
        Assert.Equal(
            $$$$$"""
            {"data":{"type":"live-stream","id":"{{{{{history.Id}}}}}","attributes":{"recordingId":"{{{{{history.Id}}}}}","status":"ended","startTime":{{{{{history.Ms(0)}}}}},"endTime":{{{{{history.Ms(10)}}}}},
            "duration":9500,"viewerCount":0,"segmentsUploaded":5,"bytesUploaded":5000,"lastActivity":{{{{{history.Ms(10)}}}}},"manifestUrl":"/api/streams/{{{{{history.Id}}}}}/hls/manifest.m3u8","error":null,
            "transcoder":{"isRunning":false,"segmentCount":5,"bytesReceived":4510,"errors":[]},"recording":{"title":"Interview","recorderName":"Ada","quality":"720p"}}}}
            """.ReplaceLineEndings(""),
            answer.Text);
    }

    [Fact]
    public async Task A_problem_of_a_running_stream_is_its_error_until_it_is_over()
    {
        var (app, history) = await StartAsync();
        var problem = new StreamProblem(StreamProblem.StorageUnavailable, "The storage is full.");
        await ApplyAsync(app, history.Started, history.Progressed(2, 0, "It failed.") with { Problem = problem });
        var attributes = Attributes(await app.GetAsync($"/api/streams/{history.Id}"));
        Assert.Equal(("live", "The storage is full."), ((string)attributes["status"]!, (string)attributes["error"]!));
        Assert.Equal("""["The storage is full.","It failed."]""", attributes["transcoder"]!["errors"]!.ToJsonString());

        // An earlier report that arrives late changes nothing.
        await ApplyAsync(app, history.Progressed(1, 0));
        Assert.Equal("The storage is full.", (string)Attributes(await app.GetAsync($"/api/streams/{history.Id}"))["error"]!);
        await ApplyAsync(app, history.Progressed(3, 1, "It failed."));
        attributes = Attributes(await app.GetAsync($"/api/streams/{history.Id}"));
        Assert.Null(attributes["error"]);
        Assert.Equal("""["It failed."]""", attributes["transcoder"]!["errors"]!.ToJsonString());

        await ApplyAsync(app, history.Progressed(4, 1) with { Problem = problem }, history.Ended(10));
        Assert.Null(Attributes(await app.GetAsync($"/api/streams/{history.Id}"))["error"]);
    }

    [Fact]
    public async Task What_could_not_be_kept_is_shown_by_kind_during_the_stream_and_after_it()
    {
        var (app, history) = await StartAsync();
        StreamLoss[] early = [new(StreamLossKinds.Damaged, 1)];
        StreamLoss[] late = [new(StreamLossKinds.Damaged, 3), new(StreamLossKinds.Undecodable, 12)];
        // Reports may arrive in any order; malformed kinds are not stored.
        await ApplyAsync(
            app, history.Started, history.Progressed(3, 1, "It failed.") with { Losses = [.. late, new("$a.b", 1), new("", 1)] }, history.Progressed(2, 1) with { Losses = early });
        string[] expected = [late[0].Describe(), late[1].Describe()];
        Assert.Equal([.. expected, "It failed."], await ErrorsAsync());

        await ApplyAsync(app, history.Progressed(4, 1, [.. Enumerable.Range(0, 20).Select(number => $"Error {number}.")]));
        var errors = await ErrorsAsync();
        Assert.Equal((10, expected[0], expected[1]), (errors.Count, errors[0], errors[1]));

        StreamLoss end = new(StreamLossKinds.End, 1);
        await ApplyAsync(app, history.Ended(10) with { Losses = [.. late, end] }, history.Progressed(5, 1) with { Losses = late });
        Assert.Equal([end.Describe(), .. expected], (await ErrorsAsync()).Take(3));

        async Task<List<string>> ErrorsAsync() =>
            [.. Attributes(await app.GetAsync($"/api/streams/{history.Id}"))["transcoder"]!["errors"]!.AsArray().Select(error => (string)error!)];
    }

    [Fact]
    public async Task A_failed_stream_has_a_reason()
    {
        var (app, history) = await StartAsync();
        await ApplyAsync(app, history.Started, history.Failed(3, "The bytes are no video."));
        var attributes = Attributes(await app.GetAsync($"/api/streams/{history.Id}"));
        Assert.Equal(("error", "The bytes are no video.", history.Ms(3)), ((string)attributes["status"]!, (string)attributes["error"]!, (long)attributes["endTime"]!));
    }

    [Fact]
    public async Task Totals_and_active_streams_are_the_same_on_all_replicas_and_after_a_restart()
    {
        using var world = await World.StartQuietAsync(servers);
        var histories = Enumerable.Range(0, 4).Select(number => new StreamHistory(NewId(), StartedAt.AddMinutes(number))).ToList();
        string status, active;
        await using (var one = PlaybackApp.Start(world))
        {
            Assert.Equal(
                """{"data":{"type":"stream-status","attributes":{"totalStreams":0,"activeStreams":0,"totalViewers":0,"totalSegmentsUploaded":0,"totalBytesUploaded":0,"streams":[],"featureFlags":{"liveStreaming":true}}},"meta":{"listedAtMost":100}}""",
                (await one.GetAsync("/api/streams/status")).Text);
            foreach (var history in histories)
            {
                await ApplyAsync(one, history.Started, history.Progressed(4, 2));
            }

            await ApplyAsync(one, histories[0].Ended(10, segments: 5), histories[1].Failed(5, "No."), histories[3].Interrupted(6));
            Assert.Equal(200, (await one.SendAsync(HttpMethod.Post, $"/api/streams/{histories[2].Id}/viewer", """{"viewerId":"v"}""")).Status);
            (status, active) = (Summary(await one.GetAsync("/api/streams/status")), Ids(await one.GetAsync("/api/streams/active")));
        }

        Assert.Equal("4 2 1 11 11000 reconnecting live error ended", status);
        Assert.Equal($"{histories[3].Id} {histories[2].Id}", active);
        await using var two = PlaybackApp.Start(world);
        await using var three = PlaybackApp.Start(world);
        foreach (var app in new[] { two, three })
        {
            Assert.Equal(status, Summary(await app.GetAsync("/api/streams/status")));
            Assert.Equal(active, Ids(await app.GetAsync("/api/streams/active")));
        }
    }

    [Fact]
    public async Task Late_events_do_not_restore_the_stream_of_a_deleted_recording()
    {
        var (app, history) = await StartAsync();
        await ApplyAsync(app, history.Started, history.Progressed(2, 1));
        var store = app.Services.GetRequiredService<StreamStore>();
        await store.DeleteAsync(history.Id, StartedAt.AddSeconds(5), Stop);
        await ApplyAsync(app, history.Progressed(6, 3), history.Started);
        (await app.GetAsync($"/api/streams/{history.Id}")).IsError(404, "NOT_FOUND");
        (await app.SendAsync(HttpMethod.Post, $"/api/streams/{history.Id}/viewer", """{"viewerId":"v"}""")).IsError(404, "NOT_FOUND");
    }

    [Fact]
    public async Task Unknown_streams_and_methods_are_answered_with_error_documents()
    {
        var (app, _) = await StartAsync();
        (await app.GetAsync("/api/streams/aaaaaaaaaaaaaaaaaaaaaaaa")).IsError(404, "NOT_FOUND");
        (await app.GetAsync("/api/streams/nope")).IsError(400, "INVALID_ID");
        (await app.GetAsync("/api/streams/aaaaaaaaaaaaaaaaaaaaaaag")).IsError(400, "INVALID_ID");
        (await app.GetAsync("/api/streams")).IsError(404, "NOT_FOUND");
        (await app.SendAsync(HttpMethod.Delete, "/api/streams/active")).IsError(405, "METHOD_NOT_ALLOWED");
    }

    private async Task<(PlaybackApp App, StreamHistory StreamHistory)> StartAsync() => ((await servers.ReplicaAsync()).App, new StreamHistory(NewId(), StartedAt));

    private static string NewId() => Convert.ToHexStringLower(Guid.NewGuid().ToByteArray())[..24];

    private static async Task ApplyAsync(PlaybackApp app, params object[] events)
    {
        foreach (var streamEvent in events)
        {
            await StreamHistory.ApplyAsync(app.Services.GetRequiredService<StreamStore>(), streamEvent, Stop);
        }
    }

    private static object WithId(object streamEvent, string id) => streamEvent switch
    {
        StreamStarted started => started with { RecordingId = id },
        StreamInterrupted interrupted => interrupted with { RecordingId = id },
        StreamResumed resumed => resumed with { RecordingId = id },
        StreamEnding ending => ending with { RecordingId = id },
        StreamProgressed progressed => progressed with { RecordingId = id },
        StreamEnded ended => ended with { RecordingId = id },
        RecordingRenamed renamed => renamed with { RecordingId = id },
        _ => streamEvent,
    };

    private static JsonNode Attributes(PlaybackApp.Answer answer)
    {
        Assert.Equal(200, answer.Status);
        return answer.Json["data"]!["attributes"]!;
    }

    private static async Task<string> StatusAsync(PlaybackApp app, StreamHistory history) => (string)Attributes(await app.GetAsync($"/api/streams/{history.Id}"))["status"]!;

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
