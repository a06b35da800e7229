using Kubrick.Playback.Tests.Hosting;

namespace Kubrick.Playback.Tests.Hls;

/// <summary>Streams that the first (Node) system stored: MPEG-TS, in a folder of its own, and often without the end of the playlist.</summary>
public sealed class FirstSystemTests(Servers servers)
{
    private const string Open = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:4\n#EXTINF:4.000000,\nsegment_00000.ts\n";
    private const string Ended = Open + "#EXT-X-ENDLIST\n";

    private static readonly byte[] Segment = [0x47, 1, 2, 3];

    [Theory]
    [InlineData("ready", Open, Ended, true)]
    [InlineData("ready", Open, Ended, false)]
    [InlineData("ready", Ended, Ended, true)]
    [InlineData("processing", Open, Open, true)]
    public async Task A_stream_in_a_folder_of_its_own_plays(string status, string stored, string served, bool isLiveEnabled)
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world, Settings(isLiveEnabled));
        var id = world.Recordings.AddElsewhere(status, id => $"recordings/2026/01/08/{id}/hls/stream.m3u8");
        await app.StoreAsync($"recordings/2026/01/08/{id}/hls/stream.m3u8", stored);
        await app.StoreAsync($"recordings/2026/01/08/{id}/hls/segment_00000.ts", Segment, "video/mp2t");

        var playlist = await app.GetAsync(PlaybackApp.Manifest(id));
        Assert.Equal((200, served, "application/vnd.apple.mpegurl"), (playlist.Status, playlist.Text, playlist.ContentType));
        var segment = await app.GetAsync(PlaybackApp.File(id, "segment_00000.ts"));
        Assert.Equal((200, "video/mp2t"), (segment.Status, segment.ContentType));
        Assert.Equal(Segment, segment.Bytes);
        Assert.Equal(404, (await app.GetAsync(PlaybackApp.File(id, "segment_00001.ts"))).Status);
        (await app.GetAsync(PlaybackApp.File(id, "..%2Fother.ts"))).IsError(400, "INVALID_SEGMENT");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_ready_stream_under_the_usual_key_gets_its_end(bool isLiveEnabled)
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world, Settings(isLiveEnabled));
        var id = world.Recordings.Add("ready");
        await app.StoreAsync(DefaultKeys.Keys.Playlist(id), Open);
        Assert.Equal(Ended, (await app.GetAsync(PlaybackApp.Manifest(id))).Text);
    }

    [Fact]
    public async Task A_missing_playlist_is_not_found()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world);
        var id = world.Recordings.AddElsewhere("ready", id => $"recordings/{id}/hls/stream.m3u8");
        (await app.GetAsync(PlaybackApp.Manifest(id))).IsError(404, "NOT_FOUND");
    }

    private static Dictionary<string, string> Settings(bool isLiveEnabled) => new() { ["LiveStreaming:Enabled"] = isLiveEnabled ? "true" : "false" };
}
