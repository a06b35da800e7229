using Kubrick.Playback.Tests.Hosting;
using Kubrick.Playback.Tests.Playlists;
using Kubrick.Playback.Tests.Window;
using Kubrick.Storage;
using Kubrick.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kubrick.Playback.Tests.Hls;

public sealed class LivePlaylistTests(Servers servers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_without_a_whole_segment_is_initializing_with_Retry_After()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world);
        var id = world.Recordings.Add();
        await IsInitializing(app, id);

        await using var log = await TestPartLog.CreateAsync(app.Logs, id);
        await IsInitializing(app, id);
        await log.WriteAsync(Tape.Init(0), Tape.Part(0, 0));
        await IsInitializing(app, id);
        await log.WriteAsync(Tape.Segment(0));
        await Eventually.TrueAsync("the stream plays", async () => (await app.GetAsync(PlaybackApp.Manifest(id))).Status == 200, Stop);
    }

    [Fact]
    public async Task Many_viewers_of_a_starting_stream_share_the_requests_to_Recordings()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world);
        var id = world.Recordings.Add();
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => app.GetAsync(PlaybackApp.Manifest(id))));
        Assert.All(answers, answer => answer.IsError(503, "STREAM_INITIALIZING"));
        // A slow machine may take longer than an answer stays cached.
        Assert.InRange(world.Recordings.Requests, 1, 50);
        Assert.Equal(0, app.Streams.Count);
    }

    [Fact]
    public async Task The_absence_of_a_log_is_cached()
    {
        using var world = await World.StartAsync(servers);
        using var lines = new LogLines();
        await using var app = PlaybackApp.Start(
            world, new() { ["Logging:LogLevel:Kubrick.Playback.Live"] = "Debug" }, services => services.AddSingleton<ILoggerProvider>(lines));
        var id = world.Recordings.Add();
        for (var request = 0; request < 30; request++)
        {
            await IsInitializing(app, id);
        }

        Assert.InRange(lines.Count($"Part log missing: {id}"), 1, 29);
        await using var log = await TestPartLog.CreateAsync(app.Logs, id);
        await log.WriteAsync(Tape.Segments(0, 1));
        await Eventually.TrueAsync("the stream plays", async () => (await app.GetAsync(PlaybackApp.Manifest(id))).Status == 200, Stop);
    }

    [Fact]
    public async Task Everything_listed_can_be_fetched_and_cached()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world);
        var id = world.Recordings.Add();
        await using var log = await TestPartLog.CreateAsync(app.Logs, id);
        await log.WriteAsync([.. Tape.Segments(0, 12), .. Tape.Segment(12, initNumber: 1, discontinuity: true), Tape.Init(13, 1), Tape.Part(13, 0, 1)]);

        var playlist = await app.GetAsync(PlaybackApp.Manifest(id));
        Assert.Equal((200, "application/vnd.apple.mpegurl", "no-cache"), (playlist.Status, playlist.ContentType, playlist.CacheControl));
        var listing = Listing.Of(playlist.Text);
        Assert.Equal((0, 13, 26), (listing.MediaSequence, listing.Segments.Count, listing.Parts.Count));
        foreach (var name in listing.Names)
        {
            var media = await app.GetAsync(PlaybackApp.File(id, name));
            Assert.Equal((200, "video/mp4", "public, max-age=31536000, immutable"), (media.Status, media.ContentType, media.CacheControl));
            var parsed = DefaultKeys.Names.Parse(name)!;
            Assert.Equal(
                parsed.Kind switch
                {
                    MediaKind.Init => Tape.Text($"init {parsed.InitNumber}"),
                    MediaKind.Part => Tape.PartBytes(parsed.MediaSequence, parsed.PartIndex).ToArray(),
                    _ => Tape.SegmentBytes(parsed.MediaSequence),
                },
                media.Bytes);
        }
    }

    [Fact]
    public async Task All_replicas_serve_the_same_playlist_and_media()
    {
        using var world = await World.StartAsync(servers);
        await using var one = PlaybackApp.Start(world);
        await using var two = PlaybackApp.Start(world);
        var id = world.Recordings.Add();
        await using var log = await TestPartLog.CreateAsync(one.Logs, id);
        await log.WriteAsync(Tape.Segments(0, 35));
        var early = await one.GetAsync(PlaybackApp.Manifest(id));
        await log.WriteAsync([.. Tape.Segments(35, 5), Tape.Init(40), Tape.Part(40, 0), Tape.Part(40, 1)]);

        await Eventually.TrueAsync("the part is read", async () => (await one.GetAsync(PlaybackApp.Manifest(id))).Text.Contains("segment_00040.1.m4s", StringComparison.Ordinal), Stop);
        var reload = PlaybackApp.Manifest(id) + "?_HLS_msn=40&_HLS_part=1";
        var (first, second) = (await one.GetAsync(reload), await two.GetAsync(reload));
        Assert.Equal((200, first.Text), (second.Status, second.Text));
        Assert.Equal(5, Listing.Of(early.Text).MediaSequence);
        Assert.Equal(11, Listing.Of(first.Text).MediaSequence);

        // A part that another replica has listed, from a replica that has not attached the stream yet.
        await using var three = PlaybackApp.Start(world);
        Assert.Equal(Tape.PartBytes(40, 1).ToArray(), (await three.GetAsync(PlaybackApp.File(id, "segment_00040.1.m4s"))).Bytes);
    }

    [Fact]
    public async Task Many_viewers_attach_a_stream_once_and_an_idle_stream_is_detached()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world, new() { ["Playback:IdleTimeout"] = "00:00:01" });
        var id = world.Recordings.Add();
        await using var log = await TestPartLog.CreateAsync(app.Logs, id);
        await log.WriteAsync(Tape.Segments(0, 3));

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => app.GetAsync(PlaybackApp.Manifest(id))));
        Assert.All(answers, answer => Assert.Equal((200, answers[0].Text), (answer.Status, answer.Text)));
        Assert.Equal(1, app.Streams.Count);
        Assert.NotEqual(0, app.Capacity.UsedBytes);

        await Eventually.TrueAsync("the stream is detached", () => Task.FromResult(app.Streams.Count == 0 && app.Capacity.UsedBytes == 0), Stop);
        Assert.Equal(200, (await app.GetAsync(PlaybackApp.Manifest(id))).Status);
    }

    [Fact]
    public async Task After_a_gap_viewers_keep_the_old_window_until_the_new_one_is_playable()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world);
        var id = world.Recordings.Add();
        await app.StoreAsync(DefaultKeys.Keys.Playlist(id), "#EXTM3U\n#EXTINF:2.0,\nsegment_00000.m4s\n");
        await using var log = await TestPartLog.CreateAsync(app.Logs, id);
        await log.WriteAsync(Tape.Segments(0, 3));
        var before = await app.GetAsync(PlaybackApp.Manifest(id));
        Assert.Equal(3, Listing.Of(before.Text).Segments.Count);

        await log.WriteAsync(Tape.Init(6), Tape.Part(6, 0));
        await Eventually.TrueAsync("the gap is read", async () => (await app.GetAsync(PlaybackApp.File(id, "segment_00006.0.m4s"))).Status == 200, Stop);
        Assert.Equal((200, before.Text), ((await app.GetAsync(PlaybackApp.Manifest(id))) is { } outdated ? (outdated.Status, outdated.Text) : default));
        Assert.Equal(Tape.SegmentBytes(2), (await app.GetAsync(PlaybackApp.File(id, "segment_00002.m4s"))).Bytes);
        (await app.GetAsync(PlaybackApp.File(id, "segment_00003.0.m4s"))).IsError(503, "SERVER_ERROR");

        var next = app.GetAsync(PlaybackApp.Manifest(id) + "?_HLS_msn=3&_HLS_part=0");
        await Eventually.TrueAsync("the request waits", () => Task.FromResult(app.Capacity.Waiters == 1), Stop);
        await log.WriteAsync([.. Enumerable.Range(1, 4).Select(index => Tape.Part(6, index)), Tape.Close(6)]);
        Assert.Equal(6, Listing.Of((await next).Text).MediaSequence);
        Assert.Equal(app.Streams.Find(id)!.View.Newest.Bytes, app.Capacity.UsedBytes);
    }

    [Fact]
    public async Task A_window_low_on_memory_serves_everything_it_lists_from_the_storage()
    {
        using var world = await World.StartAsync(servers);
        // Memory for the segments whose parts are listed, and little more.
        await using var app = PlaybackApp.Start(world, new() { ["Playback:MaxBytes"] = "1048576" });
        var id = world.Recordings.Add();
        await using var log = await TestPartLog.CreateAsync(app.Logs, id);
        var large = new byte[60_000];
        for (var number = 0; number < 15; number++)
        {
            await app.StoreAsync(DefaultKeys.Keys.Media(id, DefaultKeys.Names.Segment(number)), [.. Enumerable.Range(0, 5).SelectMany(_ => large)], "video/mp4");
            await log.WriteAsync(Tape.Segment(number).Select(record => (
                record.Header is Contracts.Logs.SegmentClosed closed ? closed with { Bytes = 5 * large.Length } : record.Header,
                record.Header is Contracts.Logs.PartAppended ? large : record.Body)));
        }

        var listing = Listing.Of((await app.GetAsync(PlaybackApp.Manifest(id))).Text);
        Assert.Equal(15, listing.Segments.Count);
        Assert.InRange(app.Capacity.UsedBytes, 1, 2_000_000);
        foreach (var name in listing.Names.Where(name => !name.StartsWith("init", StringComparison.Ordinal)))
        {
            var media = await app.GetAsync(PlaybackApp.File(id, name));
            Assert.Equal((200, DefaultKeys.Names.Parse(name)!.Kind == MediaKind.Part ? 60_000 : 300_000), (media.Status, media.Bytes.Length));
        }

        (await app.GetAsync(PlaybackApp.Manifest(world.Recordings.Add()))).IsError(503, "SERVER_ERROR");
    }

    private static async Task IsInitializing(PlaybackApp app, string id)
    {
        var answer = await app.GetAsync(PlaybackApp.Manifest(id));
        answer.IsError(503, "STREAM_INITIALIZING");
        Assert.Equal(TimeSpan.FromSeconds(1), answer.RetryAfter);
    }
}
