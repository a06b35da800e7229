using Kubrick.Contracts.Recordings;
using Kubrick.Playback.Tests.Hosting;
using Kubrick.Playback.Tests.Live;
using Kubrick.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Playback.Tests.Streams;

/// <summary>Events over the real bus.</summary>
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
        await ListensAsync(one);
        await ListensAsync(two);
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
    public async Task A_deleted_recording_takes_its_stream_its_viewers_and_its_window_along()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world);
        var story = new Story(world.Recordings.Add(), DateTimeOffset.UnixEpoch.AddYears(50));
        await using var log = await LogRecorder.BeginAsync(app.Logs, story.Id);
        await log.WriteAsync(Tape.Segments(0, 2));
        Assert.Equal(200, (await app.GetAsync(PlaybackApp.Manifest(story.Id))).Status);
        await ListensAsync(app);
        var bus = app.Services.GetRequiredService<IBus>();
        await bus.Publish(story.Started, Stop);
        await Eventually.TrueAsync(
            "a viewer joins", async () => (await app.SendAsync(HttpMethod.Post, $"/api/streams/{story.Id}/viewer", """{"viewerId":"v"}""")).Status == 200, Stop);

        await bus.Publish(new RecordingDeleted(story.Id, null, null, DateTimeOffset.UnixEpoch.AddYears(50)), Stop);
        await Eventually.TrueAsync(
            "all of it is gone", async () => (await app.GetAsync($"/api/streams/{story.Id}")).Status == 404 && app.Streams.Count == 0, Stop);
        await Eventually.TrueAsync(
            "nobody watches", async () => (await app.GetAsync("/api/streams/status")).Text.Contains("\"totalViewers\":0", StringComparison.Ordinal), Stop);
    }

    private static Task ListensAsync(PlaybackApp app) => Eventually.TrueAsync(
        "it listens", async () => (string)(await app.GetAsync("/health")).Json["dependencies"]!["messaging"]!["status"]! == "healthy", Stop);
}
