using Kubrick.Contracts.Recordings;
using Kubrick.Playback.Tests.Hosting;
using Kubrick.Playback.Tests.Live;
using Kubrick.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Playback.Tests.Streams;

/// <summary>Events over the real bus.</summary>
[Collection(EveryStream.Name)]
public sealed class StreamEventsTests(Servers servers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_replica_hears_all_of_them_answer()
    {
        using var world = await World.StartAsync(servers);
        await using var one = PlaybackApp.Start(world);
        await using var two = PlaybackApp.Start(world);
        var story = new Story(world.Recordings.Add(), DateTimeOffset.UnixEpoch.AddYears(50));
        var bus = one.Services.GetRequiredService<IBus>();
        await one.Http.ListensAsync(Stop);
        await two.Http.ListensAsync(Stop);
        foreach (var happened in new object[]
        {
            story.Progressed(4, 2), story.Started, story.Interrupted(5), story.Resumed(6), story.Ending(9), story.Failed(10, "No."), story.Ended(10),
        })
        {
            await bus.Publish(happened, happened.GetType(), Stop);
        }

        foreach (var app in new[] { one, two })
        {
            await Eventually.TrueAsync(
                "the end is known",
                async () => await app.GetAsync($"/api/streams/{story.Id}") is { Status: 200 } answer
                    && answer.Text.Contains("\"ended\"", StringComparison.Ordinal) && answer.Text.Contains("Interview", StringComparison.Ordinal)
                    && answer.Text.Contains("\"segmentsUploaded\":5", StringComparison.Ordinal),
                Stop);
        }
    }

    [Fact]
    public async Task A_deleted_recording_takes_its_stream_its_viewers_and_its_windows_on_all_replicas_along()
    {
        using var world = await World.StartAsync(servers);
        await using var one = PlaybackApp.Start(world);
        await using var two = PlaybackApp.Start(world);
        var story = new Story(world.Recordings.Add(), DateTimeOffset.UnixEpoch.AddYears(50));
        await using var log = await LogRecorder.BeginAsync(one.Logs, story.Id);
        await log.WriteAsync(Tape.Segments(0, 2));
        foreach (var app in new[] { one, two })
        {
            Assert.Equal(200, (await app.GetAsync(PlaybackApp.Manifest(story.Id))).Status);
            await app.Http.ListensAsync(Stop);
        }

        var bus = one.Services.GetRequiredService<IBus>();
        await bus.Publish(story.Started, Stop);
        await Eventually.TrueAsync(
            "a viewer joins", async () => (await one.SendAsync(HttpMethod.Post, $"/api/streams/{story.Id}/viewer", """{"viewerId":"v"}""")).Status == 200, Stop);

        world.Recordings.Remove(story.Id);
        await bus.Publish(new RecordingDeleted(story.Id, null, null, DateTimeOffset.UnixEpoch.AddYears(50)), Stop);
        foreach (var app in new[] { one, two })
        {
            await Eventually.TrueAsync(
                "all of it is gone", async () => (await app.GetAsync($"/api/streams/{story.Id}")).Status == 404 && app.Streams.Count == 0, Stop);
            // The log still stands: what is refused is the recording.
            (await app.GetAsync(PlaybackApp.Manifest(story.Id))).IsError(404, "NOT_FOUND");
            (await app.GetAsync(PlaybackApp.File(story.Id, "segment_00000.0.m4s"))).IsError(404, "NOT_FOUND");
        }

        await Eventually.TrueAsync(
            "nobody watches", async () => (await one.GetAsync("/api/streams/status")).Text.Contains("\"totalViewers\":0", StringComparison.Ordinal), Stop);
    }

    [Fact]
    public async Task A_stream_has_the_title_that_its_recording_has_now()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world);
        var story = new Story(world.Recordings.Add(), DateTimeOffset.UnixEpoch.AddYears(50));
        await app.Http.ListensAsync(Stop);
        var bus = app.Services.GetRequiredService<IBus>();
        await bus.Publish(story.Started, Stop);
        await TitledAsync("Interview");
        await bus.Publish(new RecordingRenamed(story.Id, "Better", story.Began.AddSeconds(5)), Stop);
        await TitledAsync("Better");
        // What was true before, and comes late or again, changes nothing.
        await bus.Publish(new RecordingRenamed(story.Id, "Older", story.Began.AddSeconds(4)), Stop);
        await bus.Publish(story.Started, Stop);
        await bus.Publish(story.Progressed(6, 3), Stop);
        await Eventually.TrueAsync(
            "all is heard", async () => (await app.GetAsync($"/api/streams/{story.Id}")).Text.Contains("\"segmentsUploaded\":3", StringComparison.Ordinal), Stop);
        await TitledAsync("Better");

        Task TitledAsync(string title) => Eventually.TrueAsync(
            $"its title is '{title}'", async () => (await app.GetAsync("/api/streams/active")).Text.Contains($"\"title\":\"{title}\"", StringComparison.Ordinal), Stop);
    }
}
