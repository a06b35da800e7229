using Kubrick.Contracts.Logs;
using Kubrick.Ingest.Publishing;
using Kubrick.Ingest.Tests.Servers;
using Kubrick.Ingest.Tests.Sockets;
using Kubrick.Testing;

namespace Kubrick.Ingest.Tests.Memory;

/// <summary>What all clients together may cost.</summary>
public sealed class BoundedMemoryTests(BrokerFixture broker) : SocketTest(broker)
{
    private const int MaxBytes = 500_000;

    /// <summary>Room for two messages at once, beside the one that may always be.</summary>
    private static (string Name, string Value)[] Little => [("Ingest:MaxFrameBytes", "100000"), ("Ingest:MaxBytes", $"{MaxBytes}")];

    [Fact]
    public async Task A_frame_before_a_start_is_not_kept_is_an_error_and_the_connection_stays_open()
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
    public async Task Sockets_that_start_nothing_take_nothing_from_a_recorder()
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
    public async Task Frames_without_an_end_fill_no_more_than_the_budget_and_are_given_up_when_others_need_it()
    {
        var host = await StartAsync([.. Little, ("Ingest:FramePatience", "00:00:01")]);
        var slow = await SendUnfinishedAsync(host, 6);
        await Eventually.TrueAsync("there is none left", () => Task.FromResult(host.Memory.IsShort), Stop);
        var closed = slow.ConvertAll(socket => socket.WhenClosedAsync());
        await RecordAsync(host);
        Assert.InRange(host.Memory.Peak, 200_000, MaxBytes);
        Assert.Equal(1013, await await Task.WhenAny(closed));
    }

    [Fact]
    public async Task Who_waits_for_memory_for_too_long_is_told_to_come_back()
    {
        var host = await StartAsync([.. Little, ("Ingest:FramePatience", "01:00:00"), ("Ingest:BrokerPatience", "00:00:04")]);
        var sockets = await SendUnfinishedAsync(host, 4);
        // Two are within the budget, and one over it.
        Assert.Equal(1013, await await Task.WhenAny(sockets.ConvertAll(socket => socket.WhenClosedAsync())));
    }

    [Fact]
    public async Task All_windows_together_hold_no_more_than_the_budget_and_everything_arrives()
    {
        await using var relay = new TcpRelay(Broker.Port);
        relay.Open();
        var host = Mine(await IngestHost.StartAsync(Broker.AddressAt(relay.Port), Neighbours, Little));
        var ids = Enumerable.Range(0, 4).Select(_ => Neighbours.Create()).ToList();
        var publishers = new List<StreamPublisher>();
        foreach (var id in ids)
        {
            var publisher = host.NewPublisher(id);
            publisher.Start((await host.Chunks.TryOpenAsync(id, isNew: true, isPublished: true, publisher.AnswerAsync, Stop))!);
            publishers.Add(publisher);
        }

        await relay.CutAsync();
        var frames = Frames(15, 30_000);
        var sending = publishers.ConvertAll(publisher => Task.Run(() => SendAsync(publisher, frames), Stop));
        await Eventually.TrueAsync("there is none left", () => Task.FromResult(host.Memory.IsShort), Stop);
        relay.Open();
        await Task.WhenAll(sending);
        Assert.All(
            await Task.WhenAll(publishers.Select(publisher => publisher.Completion.WaitAsync(TimeSpan.FromSeconds(60), Stop))), fate => Assert.Equal(PublisherFate.Ended, fate));
        Assert.InRange(host.Memory.Peak, 200_000, MaxBytes);
        Assert.Equal(0, host.Memory.Used);
        foreach (var id in ids)
        {
            SameBytes(frames, await host.ReadLogAsync(id));
        }
    }

    private static async Task SendAsync(StreamPublisher publisher, byte[][] frames)
    {
        foreach (var frame in frames)
        {
            await publisher.AppendAsync(null, frame, Stop);
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
