using System.Net.Http.Headers;
using Kubrick.Playback.Tests.Hosting;
using Kubrick.Playback.Tests.Window;

namespace Kubrick.Playback.Tests.Hls;

/// <summary>Media from the storage: ended streams, media older than the window, MPEG-TS.</summary>
public sealed class StoredMediaTests(Servers servers)
{
    private const string Vod = "#EXTM3U\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXTINF:2.0,\nsegment_00000.m4s\n#EXT-X-ENDLIST\n";

    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 200_000).Select(number => (byte)(number * 7))];

    [Fact]
    public async Task An_ended_stream_plays_from_the_storage_alone()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world);
        var id = world.Recordings.Add("ready");
        await app.StoreAsync(DefaultKeys.Keys.Playlist(id), Vod);
        await app.StoreAsync(DefaultKeys.Keys.Media(id, DefaultKeys.Names.Segment(0)), Bytes, "video/mp4");
        await app.StoreAsync(DefaultKeys.Keys.Media(id, DefaultKeys.Names.Init(0)), [1, 2, 3], "video/mp4");
        // Not of a stream that has just ended.
        File.SetLastWriteTimeUtc(Path.Combine(world.Storage, "objects", DefaultKeys.Keys.Playlist(id)), TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-1));

        var playlist = await app.GetAsync(PlaybackApp.Manifest(id));
        Assert.Equal((200, Vod, "application/vnd.apple.mpegurl", "no-cache"), (playlist.Status, playlist.Text, playlist.ContentType, playlist.CacheControl));
        var segment = await app.GetAsync(PlaybackApp.File(id, "segment_00000.m4s"));
        Assert.Equal((200, "video/mp4", "public, max-age=31536000, immutable"), (segment.Status, segment.ContentType, segment.CacheControl));
        Assert.Equal(Bytes, segment.Bytes);
        Assert.Equal([1, 2, 3], (await app.GetAsync(PlaybackApp.File(id, "init_0.mp4"))).Bytes);
        Assert.Equal((0, 0), (world.Recordings.Requests, app.Streams.Count));
    }

    [Fact]
    public async Task Ranges_and_HEAD_work_the_same_from_memory_and_from_the_storage()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world);
        var id = world.Recordings.Add();
        await app.StoreAsync(DefaultKeys.Keys.Media(id, DefaultKeys.Names.Segment(100)), Tape.SegmentBytes(100), "video/mp4");
        await using var log = await TestPartLog.CreateAsync(app.Logs, id);
        await log.WriteAsync(Tape.Segments(101, 2));
        Assert.Equal(200, (await app.GetAsync(PlaybackApp.Manifest(id))).Status);
        var manifest = await app.SendAsync(HttpMethod.Head, PlaybackApp.Manifest(id));
        Assert.Equal((200, 0), (manifest.Status, manifest.Bytes.Length));
        foreach (var number in new[] { 100, 101 })
        {
            var (address, whole) = (PlaybackApp.File(id, DefaultKeys.Names.Segment(number)), Tape.SegmentBytes(number));
            var head = await app.SendAsync(HttpMethod.Head, address);
            Assert.Equal((200, (long)whole.Length, 0), (head.Status, head.ContentLength, head.Bytes.Length));

            var middle = await app.SendAsync(HttpMethod.Get, address, range: new RangeHeaderValue(5, 40));
            Assert.Equal((206, $"bytes 5-40/{whole.Length}"), (middle.Status, middle.ContentRange));
            Assert.Equal(whole[5..41], middle.Bytes);
            Assert.Equal(whole[^7..], (await app.SendAsync(HttpMethod.Get, address, range: new RangeHeaderValue(null, 7))).Bytes);
            Assert.Equal(whole[50..], (await app.SendAsync(HttpMethod.Get, address, range: new RangeHeaderValue(50, null))).Bytes);
            Assert.Equal(whole[50..], (await app.SendAsync(HttpMethod.Get, address, range: new RangeHeaderValue(50, 5_000_000))).Bytes);

            var beyond = await app.SendAsync(HttpMethod.Get, address, range: new RangeHeaderValue(whole.Length, null));
            Assert.Equal((416, $"bytes */{whole.Length}"), (beyond.Status, beyond.ContentRange));
            var several = new RangeHeaderValue { Ranges = { new RangeItemHeaderValue(0, 1), new RangeItemHeaderValue(4, 5) } };
            Assert.Equal((200, whole.Length), ((await app.SendAsync(HttpMethod.Get, address, range: several)) is { } all ? (all.Status, all.Bytes.Length) : default));
        }
    }

    [Fact]
    public async Task A_live_MPEG_TS_stream_plays_by_its_stored_playlist()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world);
        var id = world.Recordings.Add();
        await app.StoreAsync(DefaultKeys.Keys.Playlist(id), "#EXTM3U\n#EXTINF:4.0,\nsegment_00000.ts\n");
        await app.StoreAsync(DefaultKeys.Keys.Media(id, DefaultKeys.Names.TransportSegment(0)), Bytes, "video/mp2t");
        Assert.Contains("segment_00000.ts", (await app.GetAsync(PlaybackApp.Manifest(id))).Text, StringComparison.Ordinal);
        var segment = await app.GetAsync(PlaybackApp.File(id, "segment_00000.ts"));
        Assert.Equal((200, "video/mp2t", Bytes.Length), (segment.Status, segment.ContentType, segment.Bytes.Length));

        // The same with a log that contains no parts.
        await using var log = await TestPartLog.CreateAsync(app.Logs, id);
        await log.WriteAsync(Tape.Stored(0));
        Assert.Contains("segment_00000.ts", (await app.GetAsync(PlaybackApp.Manifest(id))).Text, StringComparison.Ordinal);
        Assert.Contains("segment_00000.ts", (await app.GetAsync(PlaybackApp.Manifest(id) + "?_HLS_msn=1")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_recordings_videos_and_streams_without_media_have_their_own_errors()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world);
        foreach (var file in new[] { "manifest.m3u8", "segment_00000.m4s", "segment_00000.0.m4s", "init_0.mp4" })
        {
            (await app.GetAsync(PlaybackApp.File("aaaaaaaaaaaaaaaaaaaaaaaa", file))).IsError(404, "NOT_FOUND");
            (await app.GetAsync(PlaybackApp.File(world.Recordings.AddVideo(), file))).IsError(400, "INVALID_FORMAT");
            (await app.GetAsync(PlaybackApp.File(world.Recordings.Add("error"), file))).IsError(404, "NOT_FOUND");
            (await app.GetAsync(PlaybackApp.File("not-an-id", file))).IsError(400, "INVALID_ID");
        }

        (await app.GetAsync(PlaybackApp.Manifest(world.Recordings.Add("uploading")))).IsError(503, "STREAM_INITIALIZING");
        world.Recordings.IsUnavailable = true;
        (await app.GetAsync(PlaybackApp.Manifest("bbbbbbbbbbbbbbbbbbbbbbbb"))).IsError(503, "STREAM_INITIALIZING");
    }

    [Theory]
    [InlineData("..%2f..%2fsigning.key")]
    [InlineData("..%2Fsegment_00000.m4s")]
    [InlineData("%2e%2e%2fstream.m3u8")]
    [InlineData("..%5csegment_00000.m4s")]
    [InlineData("stream.m3u8")]
    [InlineData("a/b")]
    [InlineData("segments/segment_00001.m4s")]
    [InlineData("checkpoint.json")]
    [InlineData("segment_0.m4s")]
    [InlineData("segment_000001.m4s")]
    [InlineData("segment_00001.m4s%0a")]
    [InlineData("segment_0000%D9%A1.m4s")]
    [InlineData("SEGMENT_00001.M4S")]
    [InlineData("segment_00001.-1.m4s")]
    [InlineData("segment_00001.01.m4s")]
    [InlineData("segment_00001.0.ts")]
    [InlineData("segment_9999999999999999999.m4s")]
    [InlineData("init_00.mp4")]
    [InlineData("init_-1.mp4")]
    [InlineData("manifest.m3u8.bak")]
    [InlineData("%20")]
    [InlineData("segment_00001.m4s;x=1")]
    public async Task A_name_that_the_packager_never_writes_is_rejected(string name)
    {
        var shared = await SharedAsync();
        (await shared.App.GetAsync($"/api/streams/{new string('a', 24)}/hls/{name}")).IsError(400, "INVALID_SEGMENT");
    }

    [Fact]
    public async Task Unknown_paths_and_methods_are_answered_with_error_documents()
    {
        var shared = await SharedAsync();
        var id = new string('a', 24);
        (await shared.App.GetAsync(PlaybackApp.File(id, new string('x', 3_000)))).IsError(400, "INVALID_SEGMENT");
        (await shared.App.GetAsync($"/api/streams/{id}/hls")).IsError(404, "NOT_FOUND");
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch })
        {
            (await shared.App.SendAsync(method, PlaybackApp.Manifest(id), "{}")).IsError(405, "METHOD_NOT_ALLOWED");
            (await shared.App.SendAsync(method, PlaybackApp.File(id, "init_0.mp4"), "{}")).IsError(405, "METHOD_NOT_ALLOWED");
        }
    }

    [Fact]
    public async Task With_live_streaming_off_only_stored_streams_play()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world, new() { ["LiveStreaming:Enabled"] = "false" });
        var id = world.Recordings.Add("ready");
        await app.StoreAsync(DefaultKeys.Keys.Playlist(id), Vod);
        await app.StoreAsync(DefaultKeys.Keys.Media(id, DefaultKeys.Names.Segment(0)), Bytes, "video/mp4");
        Assert.Equal(Vod, (await app.GetAsync(PlaybackApp.Manifest(id))).Text);
        Assert.Equal(Bytes.Length, (await app.GetAsync(PlaybackApp.File(id, "segment_00000.m4s"))).Bytes.Length);

        var live = world.Recordings.Add();
        await using var log = await TestPartLog.CreateAsync(app.Logs, live);
        await log.WriteAsync(Tape.Segments(0, 2));
        (await app.GetAsync(PlaybackApp.Manifest(live))).IsError(404, "NOT_FOUND");
        (await app.GetAsync(PlaybackApp.File(live, "segment_00000.0.m4s"))).IsError(404, "NOT_FOUND");
        foreach (var address in new[] { "/api/streams/status", "/api/streams/active", $"/api/streams/{id}" })
        {
            (await app.GetAsync(address)).IsError(404, "NOT_FOUND");
        }

        (await app.SendAsync(HttpMethod.Post, $"/api/streams/{id}/viewer", """{"viewerId":"v"}""")).IsError(404, "NOT_FOUND");
    }

    private async Task<SharedReplica> SharedAsync() => await servers.ReplicaAsync();
}
