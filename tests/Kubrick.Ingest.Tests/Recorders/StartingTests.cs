using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Tests.Servers;
using Kubrick.Testing;

namespace Kubrick.Ingest.Tests.Recorders;

/// <summary>What a client says while its start is being worked on.</summary>
public sealed class StartingTests(BrokerFixture broker) : SocketTest(broker)
{
    private readonly TaskCompletionSource recordings = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task During_a_start_pings_are_answered_and_another_start_is_refused()
    {
        Neighbours.Starts = recordings.Task;
        var host = await StartAsync();
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.SayAsync(new { type = "start", recordingId = id });
        await recorder.PingAsync();
        await recorder.SayAsync(new { type = "start", recordingId = id });
        Assert.Equal("CONFLICT", await recorder.HearErrorAsync());
        await recorder.PingAsync();
        Assert.DoesNotContain(recorder.Heard, message => message.GetProperty("type").GetString() == "started");
        recordings.SetResult();
        await recorder.HearAsync("started");
    }

    [Fact]
    public async Task Media_and_a_stop_wait_for_a_pending_start_in_order()
    {
        Neighbours.Starts = recordings.Task;
        var host = await StartAsync();
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        var frames = Frames(5);
        await recorder.SayAsync(new { type = "start", recordingId = id });
        foreach (var frame in frames)
        {
            await recorder.SendAsync(frame);
        }

        await recorder.SayAsync(new { type = "stop" });
        recordings.SetResult();
        await recorder.HearAsync("started");
        var log = await host.ReadLogAsync(id);
        SameBytes(frames, log);
        Assert.Equal(StreamEndReason.Stopped, log[^1].Header.Reason);
        Assert.DoesNotContain(recorder.Heard, message => message.GetProperty("type").GetString() == "error");
    }

    [Fact]
    public async Task A_stop_after_a_refused_start_stops_nothing()
    {
        Neighbours.Starts = recordings.Task;
        var host = await StartAsync();
        var recorder = await ConnectAsync(host);
        await recorder.SayAsync(new { type = "start", recordingId = Neighbours.Create("ready") });
        await recorder.SayAsync(new { type = "stop" });
        recordings.SetResult();
        Assert.Equal("CONFLICT", await recorder.HearErrorAsync());
        Assert.Equal("NOT_STARTED", await recorder.HearErrorAsync());
        await recorder.StartAsync(Neighbours.Create());
    }

    [Fact]
    public async Task A_client_that_disconnects_during_its_start_starts_nothing()
    {
        Neighbours.Starts = recordings.Task;
        var host = await StartAsync();
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.SayAsync(new { type = "start", recordingId = id });
        await recorder.PingAsync();
        recorder.Break();
        await Eventually.TrueAsync("its socket is gone", () => Task.FromResult(host.Sockets.Count == 0), Stop);
        recordings.SetResult();
        Assert.False(await host.Logs.ExistsAsync(LogNames.ChunkLog(id), Stop));
        Assert.Empty(Bus.Seen<StreamStarted>(started => started.RecordingId == id));
    }

    [Fact]
    public async Task A_client_that_closes_during_its_start_ends_the_stream()
    {
        Neighbours.Starts = recordings.Task;
        var host = await StartAsync();
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.SayAsync(new { type = "start", recordingId = id });
        await recorder.PingAsync();
        var closing = recorder.CloseAsync();
        recordings.SetResult();
        await closing;
        await Bus.WaitAsync<StreamEnding>(ending => ending.RecordingId == id);
        Assert.Equal(StreamEndReason.Closed, (await host.ReadLogAsync(id))[^1].Header.Reason);
    }
}
