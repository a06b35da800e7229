using System.Diagnostics;
using System.Net.WebSockets;
using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Tests.Servers;
using Kubrick.Testing;

namespace Kubrick.Ingest.Tests.Recorders;

/// <summary>Networks that fail without a notice, and recorders that send nothing.</summary>
public sealed class SilentRecorderTests(BrokerFixture broker) : SocketTest(broker)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_recorder_whose_network_died_may_start_over_a_new_connection(bool isSameReplica)
    {
        var host = await StartAsync(("Ingest:SilentAfter", "00:00:01"));
        var other = isSameReplica ? host : await StartAsync();
        await using var network = Network(host);
        var older = await ConnectAsync(network);
        var id = Neighbours.Create();
        await older.StartAsync(id);
        var frames = Frames(20);
        foreach (var frame in frames[..10])
        {
            await older.SendAsync(frame);
        }

        await host.ReadLogAsync(id, data: 10);
        network.Hold();

        var newer = await ConnectAsync(other);
        // Without resume, as version 1 does.
        await newer.StartAsync(id);
        foreach (var frame in frames[10..])
        {
            await newer.SendAsync(frame);
        }

        await newer.SayAsync(new { type = "stop" });
        SameBytes(frames, await host.ReadLogAsync(id));
        Assert.DoesNotContain(newer.Heard, message => message.GetProperty("type").GetString() == "error");
        network.LetGo();
        Assert.Equal(4409, await older.WhenClosedAsync());
    }

    [Fact]
    public async Task A_silent_recorder_that_answers_pings_keeps_its_stream()
    {
        var host = await StartAsync(("Ingest:SilentAfter", "00:00:01"), ("Ingest:DeadAfter", "00:00:02"));
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        await recorder.SendAsync(new byte[] { 1 });

        var intruder = await ConnectAsync(host);
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(4))
        {
            await intruder.SayAsync(new { type = "start", recordingId = id });
            Assert.Equal("CONFLICT", await intruder.HearErrorAsync());
        }

        await recorder.SendAsync(new byte[] { 2 });
        SameBytes([[1], [2]], await host.ReadLogAsync(id, data: 2));
        Assert.Null(recorder.CloseStatus);
    }

    [Fact]
    public async Task A_start_over_HTTP_takes_nothing_from_a_recorder_whose_network_died()
    {
        var host = await StartAsync(("Ingest:SilentAfter", "00:00:00.5"));
        await using var network = Network(host);
        var recorder = await ConnectAsync(network);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        network.Hold();
        Assert.Equal(409, (await host.PostAsync($"/api/streams/{id}/start")).Status);
        Assert.True(await host.Leases.IsOwnedAsync(LogNames.PublisherLease(id), Stop));
    }

    [Fact]
    public async Task A_dead_socket_is_abandoned_and_its_stream_waits_for_the_recorder()
    {
        var host = await StartAsync(("Ingest:SilentAfter", "00:00:00.5"), ("Ingest:DeadAfter", "00:00:01"));
        await using var network = Network(host);
        var recorder = await ConnectAsync(network);
        var listener = await ConnectAsync(network);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        await listener.PingAsync();
        network.Hold();
        await Bus.WaitAsync<StreamInterrupted>(interrupted => interrupted.RecordingId == id);
        await Eventually.TrueAsync("both sockets are gone", () => Task.FromResult(host.Sockets.Count == 0), Stop);
        Assert.False(await host.Leases.IsOwnedAsync(LogNames.PublisherLease(id), Stop));
    }

    [Fact]
    public async Task A_recorder_that_is_not_read_does_not_count_as_dead()
    {
        await using var held = new HeldBroker(Broker.Port);
        var host = Mine(await IngestHost.StartAsync(
            Broker.AddressAt(held.Port), Neighbours, ("Ingest:SilentAfter", "00:00:00.5"), ("Ingest:DeadAfter", "00:00:01"), ("Ingest:MaxUnconfirmedFrames", "1")));
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        held.Hold();
        var frames = Frames(3);
        foreach (var frame in frames)
        {
            await recorder.SendAsync(frame);
        }

        // In the meantime another socket of the same replica is read, for longer than a socket that is read may be silent.
        var other = await ConnectAsync(host);
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(3))
        {
            await other.PingAsync();
        }

        held.LetGo();
        SameBytes(frames, await host.ReadLogAsync(id, data: 3));
        Assert.Equal(WebSocketState.Open, recorder.State);
    }

    private static TcpRelay Network(IngestHost host)
    {
        var network = new TcpRelay(host.Http.BaseAddress!.Port);
        network.Open();
        return network;
    }

    private async Task<RecorderClient> ConnectAsync(TcpRelay network) => Mine(await RecorderClient.ConnectAsync(new Uri($"ws://127.0.0.1:{network.Port}/ws/stream")));
}
