using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Tests.Servers;

namespace Kubrick.Ingest.Tests.Recorders;

/// <summary>Clients of version 1 stop their MediaRecorder after they sent <c>stop</c>: its last chunk follows.</summary>
public sealed class LastChunkTests(BrokerFixture broker) : SocketTest(broker)
{
    [Fact]
    public async Task Frames_shortly_after_stop_belong_to_the_stream()
    {
        var host = await StartAsync(("Ingest:LastChunkWindow", "00:00:03"));
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        var frames = Frames(4);
        await recorder.SendAsync(frames[0]);
        await recorder.SendAsync(frames[1]);
        await recorder.SayAsync(new { type = "stop" });
        await recorder.SendAsync(frames[2]);
        await recorder.SendAsync(frames[3]);
        var log = await host.ReadLogAsync(id);
        SameBytes(frames, log);
        Assert.Equal((StreamEndReason.Stopped, 4), (log[^1].Header.Reason, log[^1].Header.Sequence));
        await recorder.SendAsync(new byte[] { 1 });
        Assert.Equal("NOT_STARTED", await recorder.HearErrorAsync());
        await Bus.EndAsync(id);
        await recorder.HearAsync("stopped");
        Assert.Single(recorder.Heard, message => message.GetProperty("type").GetString() == "error");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_leaves_after_stop_ends_the_stream_at_once(bool isNormal)
    {
        var host = await StartAsync(("Ingest:LastChunkWindow", "00:00:10"));
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        var frames = Frames(2);
        await recorder.SendAsync(frames[0]);
        await recorder.SayAsync(new { type = "stop" });
        await recorder.SendAsync(frames[1]);
        await recorder.PingAsync();
        if (isNormal)
        {
            await recorder.CloseAsync();
        }
        else
        {
            recorder.Break();
        }

        var log = await host.ReadLogAsync(id);
        SameBytes(frames, log);
        Assert.Equal(StreamEndReason.Stopped, log[^1].Header.Reason);
        await Bus.WaitAsync<StreamEnding>(ending => ending.RecordingId == id);
        Assert.Empty(Bus.Seen<StreamInterrupted>(interrupted => interrupted.RecordingId == id));
    }

    [Fact]
    public async Task A_replica_that_stops_ends_the_stream_that_its_recorder_has_stopped()
    {
        var host = await StartAsync(("Ingest:LastChunkWindow", "00:00:10"));
        var other = await StartAsync();
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        var frames = Frames(3);
        foreach (var frame in frames)
        {
            await recorder.SendAsync(frame);
        }

        await recorder.SayAsync(new { type = "stop" });
        await recorder.PingAsync();
        await host.DisposeAsync();
        var log = await other.ReadLogAsync(id);
        SameBytes(frames, log);
        Assert.Equal(StreamEndReason.Stopped, log[^1].Header.Reason);
    }

    [Fact]
    public async Task Nobody_takes_over_a_stream_that_its_recorder_has_stopped()
    {
        var host = await StartAsync(("Ingest:LastChunkWindow", "00:00:03"));
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        var frames = Frames(2);
        await recorder.SendAsync(frames[0]);
        await recorder.SayAsync(new { type = "stop" });
        await recorder.PingAsync();
        var late = await ConnectAsync(host);
        await late.SayAsync(new { type = "start", recordingId = id, resume = true });
        await recorder.SendAsync(frames[1]);
        Assert.Equal("CONFLICT", await late.HearErrorAsync());
        SameBytes(frames, await host.ReadLogAsync(id));
    }
}
