using Kubrick.Contracts.Logs;
using Kubrick.Ingest.Memory;
using Kubrick.Ingest.Publishing;
using Kubrick.Ingest.Tests.Recorders;
using Kubrick.Ingest.Tests.Servers;
using Kubrick.Testing;

namespace Kubrick.Ingest.Tests.Memory;

/// <summary>The memory of all clients together.</summary>
public sealed class BoundedMemoryTests(BrokerFixture broker) : SocketTest(broker)
{
    private const int MaxBytes = 500_000;

    /// <summary>Room for two messages at once, besides the one that may exceed the budget.</summary>
    private static (string Name, string Value)[] Little => [("Ingest:MaxFrameBytes", "100000"), ("Ingest:MaxBytes", $"{MaxBytes}")];

    [Fact]
    public async Task A_frame_before_a_start_is_an_error_and_takes_no_memory()
    {
        var host = await StartAsync(Little);
        var client = await ConnectAsync(host);
        await client.SendAsync(new byte[50_000], isLast: false);
        await client.SendAsync(new byte[40_000], isLast: false);
        await client.SendAsync(new byte[1_000]);
        Assert.Equal("NOT_STARTED", await client.HearErrorAsync());
        Assert.Equal(0, host.Memory.Peak);
        var id = Neighbours.Create();
        await client.StartAsync(id);
        var frames = Frames(1, 90_000);
        await client.SendAsync(frames[0]);
        SameBytes(frames, await host.ReadLogAsync(id, data: 1));
    }

    [Fact]
    public async Task Sockets_without_a_start_take_no_memory_from_a_recorder()
    {
        var host = await StartAsync(Little);
        for (var i = 0; i < 10; i++)
        {
            var idle = Mine(await RawSocket.ConnectAsync(host.Http.BaseAddress!));
            await idle.SendUnfinishedAsync(90_000, claimed: 100_000);
        }

        await RecordAsync(host);
        Assert.InRange(host.Memory.Peak, 90_000, MaxBytes);
    }

    [Fact]
    public async Task Unfinished_frames_stay_within_the_budget_and_time_out()
    {
        var host = await StartAsync([.. Little, ("Ingest:FrameTimeout", "00:00:01")]);
        var slow = await SendUnfinishedAsync(host, 6);
        await Eventually.TrueAsync("the budget is exhausted", () => Task.FromResult(host.Memory.IsShort), Stop);
        var closed = slow.ConvertAll(socket => socket.WhenClosedAsync());
        await RecordAsync(host);
        Assert.InRange(host.Memory.Peak, 200_000, MaxBytes);
        Assert.Equal(1013, await await Task.WhenAny(closed));
    }

    [Fact]
    public async Task A_socket_that_waits_too_long_for_memory_is_closed()
    {
        var host = await StartAsync([.. Little, ("Ingest:FrameTimeout", "01:00:00"), ("Ingest:BrokerTimeout", "00:00:04")]);
        var sockets = await SendUnfinishedAsync(host, 4);
        // Two are within the budget, and one exceeds it.
        Assert.Equal(1013, await await Task.WhenAny(sockets.ConvertAll(socket => socket.WhenClosedAsync())));
    }

    [Fact]
    public async Task All_queues_together_stay_within_the_budget()
    {
        await using var relay = new TcpRelay(Broker.Port);
        relay.Open();
        var host = Mine(await IngestHost.StartAsync(Broker.AddressAt(relay.Port), Neighbours, Little));
        var ids = Enumerable.Range(0, 4).Select(_ => Neighbours.Create()).ToList();
        var publishers = new List<(StreamPublisher Publisher, MemoryShare Share)>();
        foreach (var id in ids)
        {
            var share = host.Memory.Open();
            var publisher = host.NewPublisher(id, share);
            publisher.Start((await host.Chunks.TryOpenAsync(id, isNew: true, isPublished: true, publisher.AnswerAsync, Stop))!);
            publishers.Add((publisher, share));
        }

        await relay.CutAsync();
        var frames = Frames(15, 30_000);
        var sending = publishers.ConvertAll(each => Task.Run(() => SendAsync(each.Publisher, each.Share, frames), Stop));
        await Eventually.TrueAsync("the budget is exhausted", () => Task.FromResult(host.Memory.IsShort), Stop);
        relay.Open();
        await Task.WhenAll(sending);
        Assert.All(
            await Task.WhenAll(publishers.Select(each => each.Publisher.Completion.WaitAsync(TimeSpan.FromSeconds(60), Stop))), fate => Assert.Equal(PublisherFate.Ended, fate));
        Assert.InRange(host.Memory.Peak, 200_000, MaxBytes);
        Assert.Equal(0, host.Memory.Used);
        foreach (var id in ids)
        {
            SameBytes(frames, await host.ReadLogAsync(id));
        }
    }

    private static async Task SendAsync(StreamPublisher publisher, MemoryShare share, byte[][] frames)
    {
        foreach (var frame in frames)
        {
            await publisher.AppendAsync(frame, Stop);
            // As the reader does before the next message.
            share.EndTurn();
        }

        publisher.End(StreamEndReason.Stopped);
    }

    private async Task<List<RawSocket>> SendUnfinishedAsync(IngestHost host, int count)
    {
        var sockets = new List<RawSocket>();
        for (var i = 0; i < count; i++)
        {
            var socket = Mine(await RawSocket.ConnectAsync(host.Http.BaseAddress!));
            await socket.SayAsync($$"""{"type":"start","recordingId":"{{Neighbours.Create()}}"}""");
            Assert.Contains("started", await socket.HearAsync(), StringComparison.Ordinal);
            await socket.SendUnfinishedAsync(90_000, claimed: 100_000);
            sockets.Add(socket);
        }

        return sockets;
    }

    private async Task RecordAsync(IngestHost host)
    {
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        var frames = Frames(20, 90_000);
        foreach (var frame in frames)
        {
            await recorder.SendAsync(frame);
        }

        await recorder.SayAsync(new { type = "stop" });
        SameBytes(frames, await host.ReadLogAsync(id));
    }
}
