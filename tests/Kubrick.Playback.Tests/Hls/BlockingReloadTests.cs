using Kubrick.Contracts.Logs;
using Kubrick.Playback.Playlists;
using Kubrick.Playback.Tests.Hosting;
using Kubrick.Playback.Tests.Playlists;
using Kubrick.Playback.Tests.Window;
using Kubrick.Testing;

namespace Kubrick.Playback.Tests.Hls;

public sealed class BlockingReloadTests(Servers servers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_viewers_waiting_for_one_part_get_the_same_playlist()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world);
        await using var log = await PlayingAsync(world, app);
        var waiting = Enumerable.Range(0, 500).Select(_ => app.GetAsync(PlaybackApp.Manifest(log.Id) + "?_HLS_msn=3&_HLS_part=1")).ToList();
        await WaitersAsync(app, 500);
        await log.WriteAsync(Tape.Init(3), Tape.Part(3, 0));
        // They wait for a later part.
        var first = await app.GetAsync(PlaybackApp.Manifest(log.Id) + "?_HLS_msn=3&_HLS_part=0");
        Assert.Equal("segment_00003.0.m4s", Listing.Of(first.Text).Parts[^1]);
        Assert.Equal(500, app.Capacity.Waiters);

        await log.WriteAsync(Tape.Part(3, 1));
        var answers = await Task.WhenAll(waiting);
        Assert.All(answers, answer => Assert.Equal((200, answers[0].Text), (answer.Status, answer.Text)));
        Assert.Equal("segment_00003.1.m4s", Listing.Of(answers[0].Text).Parts[^1]);
        await WaitersAsync(app, 0);
    }

    [Fact]
    public async Task A_request_for_the_hinted_part_waits_for_it()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world);
        await using var log = await PlayingAsync(world, app);
        var hint = Listing.Of((await app.GetAsync(PlaybackApp.Manifest(log.Id))).Text).Hint!;
        Assert.Equal("segment_00003.0.m4s", hint);
        var part = app.GetAsync(PlaybackApp.File(log.Id, hint));
        await WaitersAsync(app, 1);
        await log.WriteAsync(Tape.Init(3), Tape.Part(3, 0));
        Assert.Equal(Tape.PartBytes(3, 0).ToArray(), (await part).Bytes);

        var neverMade = app.GetAsync(PlaybackApp.File(log.Id, "segment_00003.1.m4s"));
        await WaitersAsync(app, 1);
        await log.WriteAsync(Tape.Close(3, 1));
        (await neverMade).IsError(404, "NOT_FOUND");
        (await app.GetAsync(PlaybackApp.File(log.Id, "segment_00009.0.m4s"))).IsError(404, "NOT_FOUND");
    }

    [Fact]
    public async Task A_request_for_media_that_a_replica_ahead_lists_waits_for_it()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world);
        await using var log = await PlayingAsync(world, app);
        List<(PartRecord Header, ReadOnlyMemory<byte> Body)> records = [.. Tape.Segments(0, 3), Tape.Init(3), .. Enumerable.Range(0, 5).Select(index => Tape.Part(3, index))];
        await log.WriteAsync(records.Skip(Tape.Segments(0, 3).Count()));
        Assert.Equal(200, (await app.GetAsync(PlaybackApp.Manifest(log.Id) + "?_HLS_msn=3&_HLS_part=4")).Status);
        // The other replica has already read the end of the segment.
        var ahead = Listing.Of(PlaylistWriter.Write(Tape.Empty().Play(records).Play(Tape.Close(3)), 3, DefaultKeys.Names));
        Assert.Equal(("segment_00003.m4s", "segment_00004.0.m4s"), (ahead.Segments[^1], ahead.Hint));

        var (segment, part) = (app.GetAsync(PlaybackApp.File(log.Id, ahead.Segments[^1])), app.GetAsync(PlaybackApp.File(log.Id, ahead.Hint!)));
        // Another one is more than one record ahead.
        var (init, next) = (app.GetAsync(PlaybackApp.File(log.Id, "init_1.mp4")), app.GetAsync(PlaybackApp.File(log.Id, "segment_00005.m4s")));
        await WaitersAsync(app, 4);
        await log.WriteAsync([Tape.Close(3), .. Tape.Segment(4), .. Tape.Segment(5, initNumber: 1, discontinuity: true)]);
        Assert.Equal(Tape.SegmentBytes(3), (await segment).Bytes);
        Assert.Equal(Tape.PartBytes(4, 0).ToArray(), (await part).Bytes);
        Assert.Equal(Tape.Text("init 1"), (await init).Bytes);
        Assert.Equal(Tape.SegmentBytes(5), (await next).Bytes);
        (await app.GetAsync(PlaybackApp.File(log.Id, "segment_00008.m4s"))).IsError(404, "NOT_FOUND");
    }

    [Fact]
    public async Task A_reload_too_far_ahead_or_malformed_is_refused_at_once()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world);
        await using var log = await PlayingAsync(world, app);
        (await app.GetAsync(PlaybackApp.Manifest(log.Id) + "?_HLS_msn=5")).IsError(400, "INVALID_FORMAT");
        (await app.GetAsync(PlaybackApp.Manifest(log.Id) + "?_HLS_msn=3&_HLS_part=999")).IsError(400, "INVALID_FORMAT");
        (await app.GetAsync(PlaybackApp.Manifest(log.Id) + "?_HLS_part=0")).IsError(400, "MISSING_PARAMETER");
        (await app.GetAsync(PlaybackApp.Manifest(log.Id) + "?_HLS_msn=-2")).IsError(400, "INVALID_FORMAT");
        Assert.Equal(200, (await app.GetAsync(PlaybackApp.Manifest(log.Id) + "?_HLS_msn=0")).Status);
        Assert.Equal(0, app.Capacity.Waiters);
    }

    [Fact]
    public async Task A_reload_that_is_not_satisfied_in_three_target_durations_is_answered_503()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world, new() { ["Playback:TargetDuration"] = "1" });
        var id = world.Recordings.Add();
        await using var log = await TestPartLog.CreateAsync(app.Logs, id);
        await log.WriteAsync([Tape.Init(0), Tape.Part(0, 0), Tape.Part(0, 1), Tape.Close(0, 2)]);
        var answer = await app.GetAsync(PlaybackApp.Manifest(id) + "?_HLS_msn=1&_HLS_part=0");
        answer.IsError(503, "SERVER_ERROR");
        Assert.NotNull(answer.RetryAfter);
        Assert.Equal(0, app.Capacity.Waiters);
    }

    [Fact]
    public async Task A_disconnected_viewer_stops_waiting_and_the_number_of_waiters_is_bounded()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world, new() { ["Playback:MaxWaitersPerStream"] = "20" });
        await using var log = await PlayingAsync(world, app);
        using var disconnect = new CancellationTokenSource();
        var target = PlaybackApp.Manifest(log.Id) + "?_HLS_msn=3&_HLS_part=0";
        var waiting = Enumerable.Range(0, 20).Select(_ => app.Http.GetAsync(target, disconnect.Token)).ToList();
        await WaitersAsync(app, 20);
        (await app.GetAsync(target)).IsError(503, "SERVER_ERROR");

        await disconnect.CancelAsync();
        await WaitersAsync(app, 0);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));
    }

    [Fact]
    public async Task Present_viewers_read_the_end_and_later_viewers_get_the_whole_stream()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world, new() { ["Playback:Window"] = "3" });
        var id = world.Recordings.Add();
        await using var log = await TestPartLog.CreateAsync(app.Logs, id);
        await log.WriteAsync(Tape.Segments(0, 6));
        Assert.Equal(3, Listing.Of((await app.GetAsync(PlaybackApp.Manifest(id))).Text).MediaSequence);
        var waiting = app.GetAsync(PlaybackApp.Manifest(id) + "?_HLS_msn=6&_HLS_part=0");
        await WaitersAsync(app, 1);

        await app.StoreAsync(DefaultKeys.Keys.Playlist(id), "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:2.0,\nwhole.m4s\n#EXT-X-ENDLIST\n");
        await log.WriteAsync([.. Tape.Segment(6), Tape.End(6)]);
        var end = await waiting;
        // A part or the end wakes the request; the next request finds the end in either case.
        end = await app.GetAsync(PlaybackApp.Manifest(id) + "?_HLS_msn=7&_HLS_part=0");
        Assert.Equal((200, true, 4L), (end.Status, Listing.Of(end.Text).IsOver, Listing.Of(end.Text).MediaSequence));
        Assert.Equal(Tape.SegmentBytes(6), (await app.GetAsync(PlaybackApp.File(id, "segment_00006.m4s"))).Bytes);
        var whole = await app.GetAsync(PlaybackApp.Manifest(id));
        Assert.Equal(("whole.m4s", "no-cache"), (Listing.Of(whole.Text).Segments.Single(), whole.CacheControl));

        await log.DeleteLogAsync();
        Assert.True(Listing.Of((await app.GetAsync(PlaybackApp.Manifest(id) + "?_HLS_msn=7")).Text).IsOver);
        await using var fresh = PlaybackApp.Start(world);
        Assert.Equal("whole.m4s", Listing.Of((await fresh.GetAsync(PlaybackApp.Manifest(id) + "?_HLS_msn=7")).Text).Segments.Single());
    }

    private static async Task<TestPartLog> PlayingAsync(World world, PlaybackApp app)
    {
        var log = await TestPartLog.CreateAsync(app.Logs, world.Recordings.Add());
        await log.WriteAsync(Tape.Segments(0, 3));
        Assert.Equal(200, (await app.GetAsync(PlaybackApp.Manifest(log.Id))).Status);
        return log;
    }

    private static Task WaitersAsync(PlaybackApp app, int count) =>
        Eventually.TrueAsync($"{count} requests wait", () => Task.FromResult(app.Capacity.Waiters == count), Stop);
}
