using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Tests.Servers;
using Kubrick.Testing;

namespace Kubrick.Ingest.Tests.Recorders;

/// <summary>Nobody is told that a stream is over before its recording says so.</summary>
public sealed class SettledRecordingTests(BrokerFixture broker) : SocketTest(broker)
{
    private static readonly (string, string) Patient = ("Ingest:RecordingTimeout", "00:01:00");

    [Theory]
    [InlineData(RecordingStatuses.Ready)]
    // Settled while it was in the archive.
    [InlineData(RecordingStatuses.Archived)]
    public async Task Stopped_and_the_broadcast_follow_the_recording_on_every_replica(string status)
    {
        var (one, other) = (await StartAsync(Patient), await StartAsync(Patient));
        var (recorder, viewer) = (await ConnectAsync(one), await ConnectAsync(other));
        var id = await StopAsync(one, recorder);
        await EndAsync(id);
        AssertNoneOf(recorder, id, "stopped", "streamEnded");
        AssertNoneOf(viewer, id, "streamEnded");

        Neighbours.Change(id, status);
        Assert.Equal("ended", (await recorder.HearAsync("stopped")).GetProperty("status").GetString());
        await viewer.HearAsync("streamEnded", id);
    }

    [Fact]
    public async Task A_failure_follows_the_recording()
    {
        var host = await StartAsync(Patient);
        var recorder = await ConnectAsync(host);
        var id = await StopAsync(host, recorder);
        await Bus.FailAsync(id);
        await HandledAsync(host);
        AssertNoneOf(recorder, id, "error", "stopped");
        Neighbours.Change(id, RecordingStatuses.Error);
        Assert.Equal(StreamErrorCodes.InvalidMedia, await recorder.HearErrorAsync());
        await recorder.HearAsync("stopped");
    }

    [Fact]
    public async Task A_polled_result_follows_the_recording()
    {
        var host = await StartAsync(Patient, ("Ingest:ResultCheckInterval", "00:00:00.1"));
        var recorder = await ConnectAsync(host);
        var id = await StopAsync(host, recorder);
        var before = Neighbours.Questions(id);
        Neighbours.SetState(id, "ended");
        await Eventually.TrueAsync("the recording was asked for", () => Task.FromResult(Neighbours.Questions(id) > before + 1), Stop);
        AssertNoneOf(recorder, id, "stopped");
        Neighbours.Change(id, RecordingStatuses.Ready);
        await recorder.HearAsync("stopped");
    }

    [Fact]
    public async Task A_recording_that_waits_does_not_delay_other_streams()
    {
        var host = await StartAsync(Patient);
        var (slow, fast) = (await ConnectAsync(host), await ConnectAsync(host));
        var (late, ready) = (await StopAsync(host, slow), await StopAsync(host, fast));
        await Bus.EndAsync(late);
        Neighbours.Change(ready, RecordingStatuses.Ready);
        await Bus.EndAsync(ready);
        await fast.HearAsync("stopped");
        AssertNoneOf(slow, late, "stopped");
    }

    [Fact]
    public async Task While_Recordings_is_away_a_recorder_waits_no_longer_than_the_timeout()
    {
        var host = await StartAsync();
        var recorder = await ConnectAsync(host);
        var id = await StopAsync(host, recorder);
        Neighbours.AreAway = true;
        await Bus.EndAsync(id);
        await recorder.HearAsync("stopped");
    }

    /// <summary>Other tests' streams end on the same broker, and every client is told of it.</summary>
    private static void AssertNoneOf(RecorderClient client, string id, params string[] types) =>
        Assert.DoesNotContain(client.Heard, message => types.Contains(message.GetProperty("type").GetString()) && RecorderClient.MayConcern(message, id));

    private async Task<string> StopAsync(IngestHost host, RecorderClient recorder)
    {
        var id = Neighbours.Create("recording");
        await recorder.StartAsync(id);
        await recorder.SendAsync(new byte[] { 1 });
        await recorder.SayAsync(new { type = "stop" });
        await host.ReadLogAsync(id);
        return id;
    }

    /// <summary>The worker has finished the stream, and every replica has asked Recordings of it.</summary>
    private async Task EndAsync(string id)
    {
        var before = Neighbours.Questions(id);
        await Bus.EndAsync(id);
        await Eventually.TrueAsync("both replicas have asked repeatedly", () => Task.FromResult(Neighbours.Questions(id) >= before + 6), Stop);
    }

    /// <summary>Events are handled in order: those before this one have been.</summary>
    private async Task HandledAsync(IngestHost host)
    {
        var witness = await ConnectAsync(host);
        var id = Neighbours.Create();
        await Bus.PublishAsync(new ViewerJoined(id, "v", 1, DateTimeOffset.UnixEpoch));
        await witness.HearAsync("viewerJoined", id);
    }
}
