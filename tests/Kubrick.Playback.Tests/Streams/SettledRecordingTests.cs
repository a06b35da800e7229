using Kubrick.Playback.Streams;
using Kubrick.Playback.Tests.Hosting;
using Kubrick.Playback.Tests.Window;
using Kubrick.Playback.Tickets;
using Kubrick.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Kubrick.Playback.Tests.Streams;

/// <summary>Nobody is shown that a stream is over before its recording says so.</summary>
[Collection(SharedStreamsCollection.Name)]
public sealed class SettledRecordingTests(Servers servers)
{
    private const string Vod = "#EXTM3U\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXTINF:2.0,\nsegment_00000.m4s\n#EXT-X-ENDLIST\n";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_playlist_that_was_just_stored_is_answered_when_the_recording_is_ready()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world);
        var id = world.Recordings.Add("recording");
        await app.StoreAsync(DefaultKeys.Keys.Playlist(id), Vod);
        var answering = app.GetAsync(PlaybackApp.Manifest(id));
        await AskedAsync(world, 3);
        Assert.False(answering.IsCompleted);
        world.Recordings.Change(id, "ready");
        Assert.Equal((200, Vod), ((await answering).Status, (await answering).Text));

        var before = world.Recordings.Requests;
        Assert.Equal(200, (await app.GetAsync(PlaybackApp.Manifest(id))).Status);
        Assert.Equal(before, world.Recordings.Requests);
    }

    [Fact]
    public async Task A_live_playlist_ends_when_the_recording_is_ready()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world);
        var id = world.Recordings.Add("recording");
        await using var log = await TestPartLog.CreateAsync(app.Logs, id);
        await log.WriteAsync(Tape.Segments(0, 3));
        Assert.Equal(200, (await app.GetAsync(PlaybackApp.Manifest(id))).Status);
        var before = world.Recordings.Requests;
        await log.WriteAsync(Tape.End(2));
        await AskedAsync(world, before + 3);
        Assert.DoesNotContain("#EXT-X-ENDLIST", (await app.GetAsync(PlaybackApp.Manifest(id))).Text, StringComparison.Ordinal);
        world.Recordings.Change(id, "ready");
        await Eventually.TrueAsync("the playlist ends", async () => (await app.GetAsync(PlaybackApp.Manifest(id))).Text.Contains("#EXT-X-ENDLIST", StringComparison.Ordinal), Stop);
    }

    [Fact]
    public async Task A_state_ends_when_the_recording_has_ended()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world);
        await app.Http.ListensAsync(Stop);
        var bus = app.Services.GetRequiredService<IBus>();
        foreach (var status in new[] { "ready", "error" })
        {
            var history = new StreamHistory(world.Recordings.Add("recording"), DateTimeOffset.UnixEpoch.AddYears(50));
            await bus.Publish(history.Started, Stop);
            await Eventually.TrueAsync("the start is known", async () => (await app.GetAsync($"/api/streams/{history.Id}")).Status == 200, Stop);
            var before = world.Recordings.Requests;
            object end = status == "ready" ? history.Ended(10) : history.Failed(10, "No.");
            await bus.Publish(end, end.GetType(), Stop);
            await AskedAsync(world, before + 3);
            Assert.Contains("\"starting\"", (await app.GetAsync($"/api/streams/{history.Id}")).Text, StringComparison.Ordinal);
            world.Recordings.Change(history.Id, status);
            await Eventually.TrueAsync("the end is known", async () => !(await app.GetAsync($"/api/streams/{history.Id}")).Text.Contains("\"starting\"", StringComparison.Ordinal), Stop);
        }
    }

    [Fact]
    public async Task While_Recordings_is_away_a_playlist_is_answered()
    {
        using var world = await World.StartAsync(servers);
        // Nobody waits: the clock stands still.
        await using var app = PlaybackApp.Start(world, services: StandStill(new FakeTimeProvider()));
        var id = world.Recordings.Add("recording");
        await app.StoreAsync(DefaultKeys.Keys.Playlist(id), Vod);
        world.Recordings.IsUnavailable = true;
        var answer = await app.GetAsync(PlaybackApp.Manifest(id));
        Assert.Equal((200, Vod), (answer.Status, answer.Text));
        Assert.NotEqual(0, world.Recordings.Requests);
    }

    [Fact]
    public async Task Viewers_of_a_playlist_whose_recording_does_not_follow_ask_no_more()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world);
        var id = world.Recordings.Add("recording");
        await app.StoreAsync(DefaultKeys.Keys.Playlist(id), Vod);
        var first = await app.GetAsync(PlaybackApp.Manifest(id));
        Assert.Equal((200, Vod), (first.Status, first.Text));
        var before = world.Recordings.Requests;
        Assert.Equal(200, (await app.GetAsync(PlaybackApp.Manifest(id))).Status);
        Assert.Equal(before, world.Recordings.Requests);
    }

    [Fact]
    public async Task Ends_that_wait_for_their_recordings_do_not_hold_up_other_streams()
    {
        var clock = new FakeTimeProvider();
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world, services: StandStill(clock));
        await app.Http.ListensAsync(Stop);
        var bus = app.Services.GetRequiredService<IBus>();
        // More than a queue delivers at the same time.
        StreamHistory[] waiting = [.. Enumerable.Range(0, 40).Select(_ => new StreamHistory(world.Recordings.Add("recording"), DateTimeOffset.UnixEpoch.AddYears(50)))];
        foreach (var history in waiting)
        {
            await bus.Publish(history.Ended(10), Stop);
        }

        var other = new StreamHistory(world.Recordings.Add("recording"), DateTimeOffset.UnixEpoch.AddYears(50));
        await bus.Publish(other.Started, Stop);
        await Eventually.TrueAsync("the start is known", async () => await IsKnownAsync(other), Stop);
        Assert.Contains(false, await Task.WhenAll(waiting.Select(IsKnownAsync)));

        foreach (var history in waiting)
        {
            world.Recordings.Change(history.Id, "ready");
        }

        foreach (var history in waiting)
        {
            await Eventually.TrueAsync(
                "the end is known",
                () =>
                {
                    clock.Advance(TimeSpan.FromMilliseconds(200));
                    return IsKnownAsync(history);
                },
                Stop);
        }

        async Task<bool> IsKnownAsync(StreamHistory history) =>
            await app.Services.GetRequiredService<StreamStore>().FindAsync(history.Id, Stop) is not null;
    }

    /// <summary>Ends are waited for by this clock.</summary>
    private static Action<IServiceCollection> StandStill(FakeTimeProvider clock) => services => services.AddSingleton(provider =>
        ActivatorUtilities.CreateInstance<SettledRecordings>(provider, clock));

    private static Task AskedAsync(World world, int times) =>
        Eventually.TrueAsync($"Recordings was asked {times} times", () => Task.FromResult(world.Recordings.Requests >= times), Stop);
}
