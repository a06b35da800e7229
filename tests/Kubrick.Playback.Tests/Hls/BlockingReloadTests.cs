using Kubrick.Playback.Playlists;
using Kubrick.Playback.Tests.Hosting;
using Kubrick.Playback.Tests.Live;
using Kubrick.Playback.Tests.Playlists;
using Kubrick.Storage;
using Kubrick.Testing;

namespace Kubrick.Playback.Tests.Hls;

public sealed class BlockingReloadTests(Servers servers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Five_hundred_viewers_wait_for_one_part_and_get_the_same_playlist()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world);
        await using var log = await PlayingAsync(world, app);
        var waiting = Enumerable.Range(0, 500).Select(_ => app.GetAsync(PlaybackApp.Manifest(log.Id) + "?_HLS_msn=3&_HLS_part=1")).ToList();
        await Waiting(app, 500);
        await log.WriteAsync(Tape.Init(3), Tape.Part(3, 0));
        // It is not the part that they wait for.
        var first = await app.GetAsync(PlaybackApp.Manifest(log.Id) + "?_HLS_msn=3&_HLS_part=0");
        Assert.Equal("segment_00003.0.m4s", Listing.Of(first.Text).Parts[^1]);
        Assert.Equal(500, app.Waiting.Taken);

        await log.WriteAsync(Tape.Part(3, 1));
        var answers = await Task.WhenAll(waiting);
        Assert.All(answers, answer => Assert.Equal((200, answers[0].Text), (answer.Status, answer.Text)));
        Assert.Equal("segment_00003.1.m4s", Listing.Of(answers[0].Text).Parts[^1]);
        await Waiting(app, 0);
    }

    [Fact]
    public async Task A_part_that_was_hinted_at_is_waited_for()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world);
        await using var log = await PlayingAsync(world, app);
        var hint = Listing.Of((await app.GetAsync(PlaybackApp.Manifest(log.Id))).Text).Hint!;
        Assert.Equal("segment_00003.0.m4s", hint);
        var part = app.GetAsync(PlaybackApp.File(log.Id, hint));
        await Waiting(app, 1);
        await log.WriteAsync(Tape.Init(3), Tape.Part(3, 0));
        Assert.Equal(Tape.PartBytes(3, 0).ToArray(), (await part).Bytes);

        var neverMade = app.GetAsync(PlaybackApp.File(log.Id, "segment_00003.1.m4s"));
        await Waiting(app, 1);
        await log.WriteAsync(Tape.Close(3, 1));
        (await neverMade).IsError(404, "NOT_FOUND");
        (await app.GetAsync(PlaybackApp.File(log.Id, "segment_00009.0.m4s"))).IsError(404, "NOT_FOUND");
    }

    [Fact]
    public async Task What_a_replica_that_is_one_record_ahead_lists_is_waited_for()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world);
        await using var log = await PlayingAsync(world, app);
        var behind = Tape.Segments(0, 3).Append(Tape.Init(3)).Concat(Enumerable.Range(0, 5).Select(index => Tape.Part(3, index))).ToList();
        await log.WriteAsync(behind.Skip(Tape.Segments(0, 3).Count()));
        Assert.Equal(200, (await app.GetAsync(PlaybackApp.Manifest(log.Id) + "?_HLS_msn=3&_HLS_part=4")).Status);
        // The other replica has read the end of the segment already.
        var ahead = Listing.Of(PlaylistWriter.Write(Tape.Empty().Play(behind).Play(Tape.Close(3)), new PlaylistTargets(3, 0.4)));
        Assert.Equal(("segment_00003.m4s", "segment_00004.0.m4s"), (ahead.Segments[^1], ahead.Hint));

        var (segment, part) = (app.GetAsync(PlaybackApp.File(log.Id, ahead.Segments[^1])), app.GetAsync(PlaybackApp.File(log.Id, ahead.Hint!)));
        // Or more than one.
        var (epoch, next) = (app.GetAsync(PlaybackApp.File(log.Id, "init_1.mp4")), app.GetAsync(PlaybackApp.File(log.Id, "segment_00005.m4s")));
        await Waiting(app, 4);
        await log.WriteAsync([Tape.Close(3), .. Tape.Segment(4), .. Tape.Segment(5, epoch: 1, discontinuity: true)]);
        Assert.Equal(Tape.SegmentBytes(3), (await segment).Bytes);
        Assert.Equal(Tape.PartBytes(4, 0).ToArray(), (await part).Bytes);
        Assert.Equal(Tape.Text("init 1"), (await epoch).Bytes);
        Assert.Equal(Tape.SegmentBytes(5), (await next).Bytes);
        (await app.GetAsync(PlaybackApp.File(log.Id, "segment_00008.m4s"))).IsError(404, "NOT_FOUND");
    }

    [Fact]
    public async Task Who_asks_for_what_cannot_be_known_yet_or_asks_wrongly_is_refused_at_once()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world);
        await using var log = await PlayingAsync(world, app);
        (await app.GetAsync(PlaybackApp.Manifest(log.Id) + "?_HLS_msn=5")).IsError(400, "INVALID_FORMAT");
        (await app.GetAsync(PlaybackApp.Manifest(log.Id) + "?_HLS_msn=3&_HLS_part=999")).IsError(400, "INVALID_FORMAT");
        (await app.GetAsync(PlaybackApp.Manifest(log.Id) + "?_HLS_part=0")).IsError(400, "MISSING_PARAMETER");
        (await app.GetAsync(PlaybackApp.Manifest(log.Id) + "?_HLS_msn=-2")).IsError(400, "INVALID_FORMAT");
        Assert.Equal(200, (await app.GetAsync(PlaybackApp.Manifest(log.Id) + "?_HLS_msn=0")).Status);
        Assert.Equal(0, app.Waiting.Taken);
    }

    [Fact]
    public async Task What_does_not_come_is_answered_with_503_after_three_target_durations()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world, new() { ["Playback:TargetDuration"] = "1" });
        var id = world.Recordings.Add();
        await using var log = await LogRecorder.BeginAsync(app.Logs, id);
        await log.WriteAsync([Tape.Init(0), Tape.Part(0, 0), Tape.Part(0, 1), Tape.Close(0, 2)]);
        var answer = await app.GetAsync(PlaybackApp.Manifest(id) + "?_HLS_msn=1&_HLS_part=0");
        answer.IsError(503, "SERVER_ERROR");
        Assert.NotNull(answer.RetryAfter);
        Assert.Equal(0, app.Waiting.Taken);
    }

    [Fact]
    public async Task A_viewer_who_goes_waits_no_longer_and_more_than_a_bound_may_not_wait()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world, new() { ["Playback:MaxWaitersPerStream"] = "20" });
        await using var log = await PlayingAsync(world, app);
        using var gone = new CancellationTokenSource();
        var target = PlaybackApp.Manifest(log.Id) + "?_HLS_msn=3&_HLS_part=0";
        var waiting = Enumerable.Range(0, 20).Select(_ => app.Http.GetAsync(target, gone.Token)).ToList();
        await Waiting(app, 20);
        (await app.GetAsync(target)).IsError(503, "SERVER_ERROR");

        await gone.CancelAsync();
        await Waiting(app, 0);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));
    }

    [Fact]
    public async Task Those_who_watch_read_the_end_and_those_who_come_later_the_whole()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world, new() { ["Playback:Window"] = "3" });
        var id = world.Recordings.Add();
        await using var log = await LogRecorder.BeginAsync(app.Logs, id);
        await log.WriteAsync(Tape.Segments(0, 6));
        Assert.Equal(3, Listing.Of((await app.GetAsync(PlaybackApp.Manifest(id))).Text).MediaSequence);
        var waiting = app.GetAsync(PlaybackApp.Manifest(id) + "?_HLS_msn=6&_HLS_part=0");
        await Waiting(app, 1);

        await app.StoreAsync(StorageKeys.Playlist(id), "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:2.0,\nwhole.m4s\n#EXT-X-ENDLIST\n");
        await log.WriteAsync([.. Tape.Segment(6), Tape.End(6)]);
        var end = await waiting;
        // Woken by a part or by the end: the next request finds the end in any case.
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

    private static async Task<LogRecorder> PlayingAsync(World world, PlaybackApp app)
    {
        var log = await LogRecorder.BeginAsync(app.Logs, world.Recordings.Add());
        await log.WriteAsync(Tape.Segments(0, 3));
        Assert.Equal(200, (await app.GetAsync(PlaybackApp.Manifest(log.Id))).Status);
        return log;
    }

    private static Task Waiting(PlaybackApp app, int count) =>
        Eventually.TrueAsync($"{count} requests wait", () => Task.FromResult(app.Waiting.Taken == count), Stop);
}
