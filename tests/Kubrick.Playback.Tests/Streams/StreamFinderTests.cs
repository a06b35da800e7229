using Kubrick.Playback.Streams;
using Kubrick.Playback.Tests.Hosting;
using Kubrick.Playback.Tickets;
using Kubrick.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Kubrick.Playback.Tests.Streams;

/// <summary>Requests right after a start, before its event arrives.</summary>
public sealed class StreamFinderTests(Servers servers)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private readonly FakeTimeProvider clock = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_state_and_the_first_viewer_wait_for_the_start_event()
    {
        using var world = await World.StartAsync(servers);
        await using var app = Start(world);
        var id = world.Recordings.Add("uploading");
        var (state, viewer) = (app.GetAsync(Address(id)), JoinAsync(app, id));
        await Eventually.TrueAsync("both wait", () => Task.FromResult(world.Recordings.Requests == 2), Stop);
        await app.Services.GetRequiredService<StreamStore>().ApplyAsync(new StreamHistory(id, DateTimeOffset.UnixEpoch).Started, Stop);
        await Eventually.TrueAsync(
            "both are answered",
            () =>
            {
                clock.Advance(TimeSpan.FromMilliseconds(100));
                return Task.FromResult(state.IsCompleted && viewer.IsCompleted);
            },
            Stop);
        Assert.Equal((200, "starting"), ((await state).Status, (string)(await state).Json["data"]!["attributes"]!["status"]!));
        Assert.Equal(200, (await viewer).Status);
    }

    [Fact]
    public async Task A_start_event_that_does_not_arrive_is_answered_404_after_the_timeout()
    {
        using var world = await World.StartAsync(servers);
        await using var app = Start(world);
        var id = world.Recordings.Add();
        var state = app.GetAsync(Address(id));
        await Eventually.TrueAsync("it waits", () => Task.FromResult(world.Recordings.Requests == 1), Stop);
        await Eventually.TrueAsync(
            "it is answered",
            () =>
            {
                clock.Advance(Timeout);
                return Task.FromResult(state.IsCompleted);
            },
            Stop);
        (await state).IsError(404, "NOT_FOUND");
    }

    [Fact]
    public async Task Unknown_or_finished_streams_are_not_waited_for()
    {
        using var world = await World.StartAsync(servers);
        await using var app = Start(world);
        // The clock does not advance: a request that waits would never be answered.
        foreach (var id in new[] { world.Recordings.AddIdle(), world.Recordings.Add("ready"), world.Recordings.AddVideo(), new string('a', 24) })
        {
            (await app.GetAsync(Address(id))).IsError(404, "NOT_FOUND");
            (await JoinAsync(app, id)).IsError(404, "NOT_FOUND");
        }

        var started = world.Recordings.Add();
        world.Recordings.IsUnavailable = true;
        (await app.GetAsync(Address(started))).IsError(404, "NOT_FOUND");
    }

    private static string Address(string id) => $"/api/streams/{id}";

    private static Task<PlaybackApp.Answer> JoinAsync(PlaybackApp app, string id) => app.SendAsync(HttpMethod.Post, $"{Address(id)}/viewer", """{"viewerId":"v"}""");

    private PlaybackApp Start(World world) => PlaybackApp.Start(
        world,
        services: services => services.AddSingleton(provider => new StreamFinder(
            provider.GetRequiredService<StreamStore>(), provider.GetRequiredService<StreamTicketCache>(), clock)));
}
