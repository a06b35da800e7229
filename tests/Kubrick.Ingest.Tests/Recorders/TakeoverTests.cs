using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Tests.Servers;
using Kubrick.Testing;

namespace Kubrick.Ingest.Tests.Recorders;

public sealed class TakeoverTests(BrokerFixture broker) : SocketTest(broker)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_recording_that_is_being_published_cannot_be_started_by_another_connection(bool isSameReplica)
    {
        var host = await StartAsync();
        var other = isSameReplica ? host : await StartAsync();
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        var intruder = await ConnectAsync(other);
        await intruder.SayAsync(new { type = "start", recordingId = id });
        Assert.Equal("CONFLICT", await intruder.HearErrorAsync());
        await recorder.SendAsync(new byte[] { 1 });
        SameBytes([[1]], await host.ReadLogAsync(id, data: 1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_newer_start_with_resume_takes_over_and_closes_the_older_connection(bool isSameReplica)
    {
        var host = await StartAsync();
        var other = isSameReplica ? host : await StartAsync();
        var older = await ConnectAsync(host);
        var id = Neighbours.Create();
        await older.StartAsync(id);
        var frames = Frames(40);
        foreach (var frame in frames[..20])
        {
            await older.SendAsync(frame);
        }

        await older.PingAsync();
        var newer = await ConnectAsync(other);
        await newer.StartAsync(id, isResume: true);
        Assert.Equal(4409, await older.WhenClosedAsync());
        Assert.Equal("CONFLICT", await older.HearErrorAsync());
        foreach (var frame in frames[20..])
        {
            await newer.SendAsync(frame);
        }

        await newer.SayAsync(new { type = "stop" });
        var log = await host.ReadLogAsync(id);
        SameBytes(frames, log);
        Assert.Equal(frames.Length, log.Count(record => record.Header.Kind == ChunkKind.Data));
        Assert.Empty(Bus.Seen<StreamInterrupted>(interrupted => interrupted.RecordingId == id));
    }

    [Fact]
    public async Task A_takeover_that_times_out_may_be_repeated()
    {
        var host = await StartAsync(("Ingest:SilentAfter", "00:00:00.5"), ("Ingest:TakeoverTimeout", "00:00:03.5"));
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await using (var older = await host.Chunks.TryOpenAsync(id, isNew: true, isPublished: true, (_, _) => Task.FromResult(LeaseMessages.Keeping), Stop))
        {
            Assert.NotNull(older);
            await recorder.SayAsync(new { type = "start", recordingId = id, resume = true });
            Assert.Equal("SERVER_ERROR", await recorder.HearErrorAsync());
        }

        await recorder.StartAsync(id, isResume: true);
        Assert.Null(recorder.CloseStatus);
    }

    [Fact]
    public async Task Of_many_simultaneous_starts_one_publishes_the_recording()
    {
        var host = await StartAsync();
        var other = await StartAsync();
        var id = Neighbours.Create();
        var recorders = new List<RecorderClient>();
        for (var i = 0; i < 10; i++)
        {
            recorders.Add(await ConnectAsync(i % 2 == 0 ? host : other));
        }

        await Task.WhenAll(recorders.Select(recorder => recorder.SayAsync(new { type = "start", recordingId = id })));
        await Eventually.TrueAsync(
            "every client has an answer",
            () => Task.FromResult(recorders.All(recorder => recorder.Heard.Any(message => message.GetProperty("type").GetString() is "started" or "error"))),
            Stop);
        Assert.Single(recorders, recorder => recorder.Heard.Any(message => message.GetProperty("type").GetString() == "started"));
    }

    [Fact]
    public async Task A_publisher_that_loses_the_broker_gives_way_to_another_replica()
    {
        await using var relay = new TcpRelay(Broker.Port);
        relay.Open();
        var host = Mine(await IngestHost.StartAsync(Broker.AddressAt(relay.Port), Neighbours));
        var other = await StartAsync();
        var older = await ConnectAsync(host);
        var id = Neighbours.Create();
        await older.StartAsync(id);
        var frames = Frames(20);
        foreach (var frame in frames[..10])
        {
            await older.SendAsync(frame);
        }

        await other.ReadLogAsync(id, data: 10);
        await relay.CutAsync();
        var newer = await ConnectAsync(other);
        await newer.StartAsync(id, isResume: true);
        foreach (var frame in frames[10..])
        {
            await newer.SendAsync(frame);
        }

        await other.ReadLogAsync(id, data: 20);
        relay.Open();
        Assert.Equal(4409, await older.WhenClosedAsync());
        await newer.SayAsync(new { type = "stop" });
        SameBytes(frames, await other.ReadLogAsync(id));
    }

    [Fact]
    public async Task A_killed_replica_loses_no_durable_frame_and_another_resumes()
    {
        var host = await StartAsync();
        var dying = Mine(await IngestProcess.StartAsync(Broker.Address, Neighbours));
        var recorder = Mine(await dying.ConnectAsync());
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        var frames = Frames(30);
        foreach (var frame in frames[..15])
        {
            await recorder.SendAsync(frame);
        }

        await host.ReadLogAsync(id, data: 15);
        await dying.KillAsync();
        var again = await ConnectAsync(host);
        // Without resume: it has no publisher any more.
        await again.StartAsync(id);
        foreach (var frame in frames[15..])
        {
            await again.SendAsync(frame);
        }

        await again.SayAsync(new { type = "stop" });
        SameBytes(frames, await host.ReadLogAsync(id));
        await Bus.WaitAsync<StreamResumed>(resumed => resumed.RecordingId == id);
    }
}
