using Kubrick.Contracts.Recordings;
using Kubrick.Playback.Tests.Hosting;
using Kubrick.Playback.Tests.Window;
using Kubrick.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Playback.Tests.Streams;

/// <summary>Stream events over the real bus.</summary>
[Collection(SharedStreamsCollection.Name)]
public sealed class StreamEventsTests(Servers servers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_handled_by_one_replica_are_visible_on_all()
    {
        using var world = await World.StartAsync(servers);
        await using var one = PlaybackApp.Start(world);
        await using var two = PlaybackApp.Start(world);
        var history = new StreamHistory(world.Recordings.Add(), DateTimeOffset.UnixEpoch.AddYears(50));
        var bus = one.Services.GetRequiredService<IBus>();
        await one.Http.ListensAsync(Stop);
        await two.Http.ListensAsync(Stop);
        foreach (var streamEvent in new object[]
        {
            history.Progressed(4, 2), history.Started, history.Interrupted(5), history.Resumed(6), history.Ending(9), history.Failed(10, "No."), history.Ended(10),
        })
        {
            await bus.Publish(streamEvent, streamEvent.GetType(), Stop);
        }

        foreach (var app in new[] { one, two })
        {
            await Eventually.TrueAsync(
                "the end is known",
                async () => await app.GetAsync($"/api/streams/{history.Id}") is { Status: 200 } answer
                    && answer.Text.Contains("\"ended\"", StringComparison.Ordinal) && answer.Text.Contains("Interview", StringComparison.Ordinal)
                    && answer.Text.Contains("\"segmentsUploaded\":5", StringComparison.Ordinal),
                Stop);
        }
    }

    [Fact]
    public async Task Deleting_a_recording_removes_its_stream_viewers_and_windows_everywhere()
    {
        using var world = await World.StartAsync(servers);
        await using var one = PlaybackApp.Start(world);
        await using var two = PlaybackApp.Start(world);
        var history = new StreamHistory(world.Recordings.Add(), DateTimeOffset.UnixEpoch.AddYears(50));
        await using var log = await TestPartLog.CreateAsync(one.Logs, history.Id);
        await log.WriteAsync(Tape.Segments(0, 2));
        foreach (var app in new[] { one, two })
        {
            Assert.Equal(200, (await app.GetAsync(PlaybackApp.Manifest(history.Id))).Status);
            await app.Http.ListensAsync(Stop);
        }

        var bus = one.Services.GetRequiredService<IBus>();
        await bus.Publish(history.Started, Stop);
        await Eventually.TrueAsync(
            "a viewer joins", async () => (await one.SendAsync(HttpMethod.Post, $"/api/streams/{history.Id}/viewer", """{"viewerId":"v"}""")).Status == 200, Stop);

        world.Recordings.Remove(history.Id);
        await bus.Publish(new RecordingDeleted(history.Id, null, null, DateTimeOffset.UnixEpoch.AddYears(50)), Stop);
        foreach (var app in new[] { one, two })
        {
            await Eventually.TrueAsync(
                "the stream is removed", async () => (await app.GetAsync($"/api/streams/{history.Id}")).Status == 404 && app.Streams.Count == 0, Stop);
            // The log still exists: Recordings refuses the stream.
            (await app.GetAsync(PlaybackApp.Manifest(history.Id))).IsError(404, "NOT_FOUND");
            (await app.GetAsync(PlaybackApp.File(history.Id, "segment_00000.0.m4s"))).IsError(404, "NOT_FOUND");
        }

        await Eventually.TrueAsync(
            "no viewer is left", async () => (await one.GetAsync("/api/streams/status")).Text.Contains("\"totalViewers\":0", StringComparison.Ordinal), Stop);
    }

    [Fact]
    public async Task A_stream_has_the_current_title_of_its_recording()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world);
        var history = new StreamHistory(world.Recordings.Add(), DateTimeOffset.UnixEpoch.AddYears(50));
        await app.Http.ListensAsync(Stop);
        var bus = app.Services.GetRequiredService<IBus>();
        await bus.Publish(history.Started, Stop);
        await TitledAsync("Interview");
        await bus.Publish(new RecordingRenamed(history.Id, "Better", history.StartedAt.AddSeconds(5)), Stop);
        await TitledAsync("Better");
        // Older titles that arrive late, and repeated events, change nothing.
        await bus.Publish(new RecordingRenamed(history.Id, "Older", history.StartedAt.AddSeconds(4)), Stop);
        await bus.Publish(history.Started, Stop);
        await bus.Publish(history.Progressed(6, 3), Stop);
        await Eventually.TrueAsync(
            "all events are handled", async () => (await app.GetAsync($"/api/streams/{history.Id}")).Text.Contains("\"segmentsUploaded\":3", StringComparison.Ordinal), Stop);
        await TitledAsync("Better");

        Task TitledAsync(string title) => Eventually.TrueAsync(
            $"its title is '{title}'", async () => (await app.GetAsync("/api/streams/active")).Text.Contains($"\"title\":\"{title}\"", StringComparison.Ordinal), Stop);
    }
}
