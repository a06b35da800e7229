using Kubrick.Playback.Tests.Hosting;
using Kubrick.Playback.Tests.Playlists;
using Kubrick.Playback.Tests.Window;
using Kubrick.Testing;

namespace Kubrick.Playback.Tests.Hls;

/// <summary>Configured keys and names: media under them plays, and the default names are unknown.</summary>
public sealed class OtherNamesTests(Servers servers)
{
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Storage:Keys:Stream"] = "live/{id}/hls/",
        ["Storage:Keys:Playlist"] = "index.m3u8",
        ["Storage:Keys:Init"] = "head-{epoch:000}.mp4",
        ["Storage:Keys:Segment"] = "{number:0000000}.m4s",
        ["Storage:Keys:TransportSegment"] = "{number:0000000}.ts",
        ["Storage:Keys:Part"] = "{number:0000000}-{part:00}.m4s",
    };

    [Fact]
    public async Task A_stream_stored_under_configured_names_plays()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world, Settings);
        var id = world.Recordings.Add("ready");
        const string Vod = "#EXTM3U\n#EXT-X-MAP:URI=\"head-000.mp4\"\n#EXTINF:2.0,\n0000000.m4s\n#EXT-X-ENDLIST\n";
        await app.StoreAsync($"live/{id}/hls/index.m3u8", Vod);
        await app.StoreAsync($"live/{id}/hls/head-000.mp4", [1, 2, 3], "video/mp4");
        await app.StoreAsync($"live/{id}/hls/0000000.m4s", [4, 5, 6], "video/mp4");
        await app.StoreAsync(DefaultKeys.Keys.Media(id, DefaultKeys.Names.Segment(0)), [7], "video/mp4");

        Assert.Equal((200, Vod), ((await app.GetAsync(PlaybackApp.Manifest(id))) is var manifest ? (manifest.Status, manifest.Text) : default));
        Assert.Equal([1, 2, 3], (await app.GetAsync(PlaybackApp.File(id, "head-000.mp4"))).Bytes);
        Assert.Equal([4, 5, 6], (await app.GetAsync(PlaybackApp.File(id, "0000000.m4s"))).Bytes);
        foreach (var file in new[] { DefaultKeys.Names.Segment(0), DefaultKeys.Names.Init(0), "000000.m4s", "00000000.m4s", "head-0.mp4", "index.m3u8", "checkpoint.json" })
        {
            (await app.GetAsync(PlaybackApp.File(id, file))).IsError(400, "INVALID_SEGMENT");
        }
    }

    [Fact]
    public async Task A_live_stream_is_listed_and_served_under_configured_names()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world, Settings);
        var id = world.Recordings.Add();
        await using var log = await TestPartLog.CreateAsync(app.Logs, id);
        await log.WriteAsync([.. Tape.Segments(3, 2), Tape.Init(5), Tape.Part(5, 0)]);
        await Eventually.TrueAsync("the open part is listed", async () => (await app.GetAsync(PlaybackApp.Manifest(id))).Text.Contains("0000005-00.m4s", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var listing = Listing.Of((await app.GetAsync(PlaybackApp.Manifest(id))).Text);
        Assert.Equal(["0000003.m4s", "0000004.m4s"], listing.Segments);
        Assert.Equal("0000005-01.m4s", listing.Hint);
        Assert.Equal(Tape.PartBytes(5, 0).ToArray(), (await app.GetAsync(PlaybackApp.File(id, "0000005-00.m4s"))).Bytes);
        foreach (var name in listing.Names)
        {
            Assert.Equal(200, (await app.GetAsync(PlaybackApp.File(id, name))).Status);
        }
    }

    [Fact]
    public async Task An_MPEG_TS_stream_under_configured_names_plays_by_its_stored_playlist()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world, Settings);
        var id = world.Recordings.Add();
        await app.StoreAsync($"live/{id}/hls/index.m3u8", "#EXTM3U\n#EXTINF:4.0,\n0000000.ts\n");
        await using var log = await TestPartLog.CreateAsync(app.Logs, id);
        await log.WriteAsync(Tape.Stored(0));
        Assert.Contains("0000000.ts", (await app.GetAsync(PlaybackApp.Manifest(id))).Text, StringComparison.Ordinal);
    }
}
