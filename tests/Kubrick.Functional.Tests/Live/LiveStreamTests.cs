using System.Net;
using Kubrick.Storage;
using Kubrick.Testing;
using Kubrick.Testing.Live;

namespace Kubrick.Functional.Tests.Live;

[Collection(ReplicatedLiveSystemCollection.Name)]
public sealed class LiveStreamTests(ReplicatedLiveSystem system)
{
    private readonly Client client = new(system);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("vp8", "h264", "aac")]
    [InlineData("h264-late-picture", "h264", "aac")]
    [InlineData("mp4", "h264", "aac")]
    [InlineData("opus-audio-only", null, "aac")]
    public async Task A_browser_recording_is_watched_live_and_stored_whole(string format, string? video, string? audio)
    {
        var recorded = LiveSystem.Recorded(format);
        var source = await Probe.OfAsync(recorded.Bytes, Cancel);
        await using var stream = await TestStream.StartAsync(system, format);
        var following = stream.Viewer.FollowAsync(Cancel);
        await stream.Publisher.ReplayAsync(recorded.Chunks, null, Cancel);
        // The viewer must join before the stream ends, on slow machines as well.
        await stream.Viewer.Playable;
        Assert.True((await stream.BecomesAsync("recording")).GetProperty("isLiveStreaming").GetBoolean());

        var stopped = await stream.Publisher.StopAsync(Cancel);
        await following;
        var vod = await stream.Viewer.VideoOnDemandAsync(Cancel);
        var whole = await Probe.OfAsync(vod, Cancel);

        Assert.Equal((video, audio), (whole.VideoCodec, whole.AudioCodec));
        Assert.Equal(source.VideoFrames, whole.VideoFrames);
        VideoAssert.TimesIncrease(whole.VideoTimes);
        var live = await Probe.OfAsync(stream.Viewer.Media.ToArray(), Cancel);
        VideoAssert.TimesIncrease(live.VideoTimes);
        // The viewer may have joined after the first keyframe; from then on no frame may be missing.
        Assert.Equal(whole.VideoTimes.SkipWhile(time => live.VideoTimes.Count > 0 && time < live.VideoTimes[0] - 0.0005).Count(), live.VideoFrames);
        AudioAssert.IsComplete(source, whole);
        AudioAssert.ViewerReceivedAll(whole, live);
        await stream.AssertArchiveAsync(recorded.Bytes);

        var playlist = await stream.Viewer.EndedPlaylistAsync(Cancel);
        var recording = await stream.BecomesAsync("ready");
        Assert.Equal((stream.Id, "ended", playlist.Segments.Count), (stopped.GetProperty("recordingId").GetString(), stopped.GetProperty("status").GetString(), stopped.GetProperty("segmentsUploaded").GetInt32()));
        Assert.Equal(vod.Length, stopped.GetProperty("bytesUploaded").GetInt64());
        var seconds = stopped.GetProperty("duration").GetInt64() / 1000.0;
        Assert.Equal(playlist.Segments.Sum(segment => segment.Seconds), seconds, 0.05);
        Assert.Equal((recorded.Length, false, "hls"), (recording.GetProperty("fileBytes").GetInt64(), recording.GetProperty("isLiveStreaming").GetBoolean(), recording.GetProperty("playbackFormat").GetString()));
        Assert.Equal(seconds, recording.GetProperty("duration").GetDouble(), 0.001);
        await stream.StreamBecomesAsync("ended");
        var state = await stream.StateAsync();
        Assert.Equal(vod.Length, state.GetProperty("bytesUploaded").GetInt64());
    }

    [Fact]
    public async Task The_window_of_a_long_stream_only_moves_forward_and_lists_only_fetchable_media()
    {
        const int Seconds = 40;
        var recorded = await TestVideo.Small.EncodeAsync(Seconds, Cancel);
        await using var stream = await TestStream.StartAsync(system);
        // Four times real time.
        var replay = stream.Publisher.ReplayAsync([.. recorded.Chunks.Select(chunk => (chunk.At / 4, chunk.Bytes))], null, Cancel);
        var playlist = await stream.Viewer.WaitUntilPlayableAsync(Cancel);
        while (!replay.IsCompleted || playlist.MediaSequence < 4)
        {
            var next = await stream.Viewer.PlaylistAsync($"?_HLS_msn={playlist.NextSequence}", Cancel) ?? playlist;
            Assert.True(next.MediaSequence >= playlist.MediaSequence, $"The media sequence decreased from {playlist.MediaSequence} to {next.MediaSequence}.");
            playlist = next;
            foreach (var segment in new[] { playlist.Segments[0], playlist.Segments[^1] })
            {
                Assert.NotEmpty(await stream.Viewer.MediaAsync(segment.Uri, Cancel));
            }
        }

        await replay;
        // Segments that left the window are served from the storage.
        Assert.NotEmpty(await stream.Viewer.MediaAsync(new MediaNames(new()).Segment(0), Cancel));
        await stream.Publisher.StopAsync(Cancel);
        var whole = await Probe.OfAsync(await stream.Viewer.VideoOnDemandAsync(Cancel), Cancel);
        Assert.Equal(Seconds * TestVideo.FramesPerSecond, whole.VideoFrames);
        VideoAssert.TimesIncrease(whole.VideoTimes);
        await stream.AssertArchiveAsync(recorded.Bytes);
    }

    [Fact]
    public async Task Clients_of_every_replica_are_notified_of_streams_and_viewers()
    {
        var sockets = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TestPublisher.ConnectAsync(system.Gateway.BaseAddress!, Cancel)));
        await using var stream = await TestStream.StartAsync(system);
        foreach (var socket in sockets)
        {
            await AssertReceivesAsync(socket, "streamStarted", stream.Id);
        }

        (await client.Post($"/api/streams/{stream.Id}/viewer", new { viewerId = "eve" })).Expect(HttpStatusCode.OK);
        var joined = (await client.Post($"/api/streams/{stream.Id}/viewer", new { viewerId = "adam" })).Expect(HttpStatusCode.OK);
        Assert.Equal(2, joined.Attributes.GetProperty("viewerCount").GetInt32());
        foreach (var socket in sockets)
        {
            await AssertReceivesAsync(socket, "viewerJoined", stream.Id);
        }

        using (var left = await system.Gateway.SendAsync(new HttpRequestMessage(HttpMethod.Delete, $"/api/streams/{stream.Id}/viewer") { Content = JsonContent("""{"viewerId":"eve"}""") }, Cancel))
        {
            Assert.Equal(HttpStatusCode.OK, left.StatusCode);
        }

        foreach (var socket in sockets)
        {
            await AssertReceivesAsync(socket, "viewerLeft", stream.Id);
        }

        Assert.Equal(1, (await stream.StateAsync()).GetProperty("viewerCount").GetInt32());
        await stream.Publisher.ReplayAsync(LiveSystem.Recorded("h264").Chunks, null, Cancel);
        await stream.Publisher.StopAsync(Cancel);
        foreach (var socket in sockets)
        {
            await AssertReceivesAsync(socket, "streamEnded", stream.Id);
            await socket.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_stream_can_be_started_and_stopped_over_http()
    {
        var id = await client.CreatedId(("playbackFormat", "hls"));
        var started = (await client.Post($"/api/streams/{id}/start", new { })).Expect(HttpStatusCode.OK);
        Assert.Equal(("live-stream", id), (started.Json.GetProperty("data").GetProperty("type").GetString(), started.Id));
        Assert.False(string.IsNullOrEmpty(started.Attributes.GetProperty("message").GetString()));
        (await client.Post($"/api/streams/{id}/start", new { })).ExpectError(HttpStatusCode.Conflict, "CONFLICT");

        await using var publisher = await TestPublisher.ConnectAsync(system.Gateway.BaseAddress!, Cancel);
        await publisher.StartAsync(id, Cancel);
        await publisher.ReplayAsync(LiveSystem.Recorded("h264").Chunks, null, Cancel);
        // The stop takes another path than the media and could overtake it.
        await publisher.WaitUntilAcceptedAsync(Cancel);
        (await client.Post($"/api/streams/{id}/stop", new { })).Expect(HttpStatusCode.OK);
        await Eventually.TrueAsync("the recording is ready", async () => (await client.Get($"/api/recordings/{id}")).Attributes.GetProperty("status").GetString() == "ready", Cancel);
        (await client.Post($"/api/streams/{id}/start", new { })).ExpectError(HttpStatusCode.Conflict, "CONFLICT");
        (await client.Post("/api/streams/000000000000000000000000/start", new { })).ExpectError(HttpStatusCode.NotFound, "NOT_FOUND");
        (await client.Post("/api/streams/000000000000000000000000/stop", new { })).ExpectError(HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Fact]
    public async Task Before_the_first_media_a_viewer_gets_503_with_retry_after()
    {
        var hls = await client.CreatedId(("playbackFormat", "hls"));
        var early = (await client.Get($"/api/streams/{hls}/hls/manifest.m3u8")).ExpectError(HttpStatusCode.ServiceUnavailable, "STREAM_INITIALIZING");
        Assert.NotNull(early.Headers.RetryAfter);
        var video = await client.CreatedId(("playbackFormat", "video"));
        (await client.Get($"/api/streams/{video}/hls/manifest.m3u8")).ExpectError(HttpStatusCode.BadRequest, "INVALID_FORMAT");
        (await client.Get("/api/streams/000000000000000000000000/hls/manifest.m3u8")).ExpectError(HttpStatusCode.NotFound, "NOT_FOUND");
        (await client.Get($"/api/streams/{hls}/hls/passwd")).ExpectError(HttpStatusCode.BadRequest, "INVALID_SEGMENT");
    }

    private static StringContent JsonContent(string json) => new(json, System.Text.Encoding.UTF8, "application/json");

    private static Task AssertReceivesAsync(TestPublisher socket, string type, string id) =>
        Eventually.TrueAsync(
            $"a socket receives '{type}'",
            () => Task.FromResult(socket.Messages.Any(message => message.GetProperty("type").GetString() == type && message.TryGetProperty("recordingId", out var about) && about.ValueEquals(id))),
            Cancel);
}
