using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Publishing;
using Kubrick.Ingest.Tests.Recorders;
using Kubrick.Ingest.Tests.Servers;
using Kubrick.Testing;

namespace Kubrick.Ingest.Tests.Publishing;

/// <summary>A broker whose record limit is smaller than Ingest's frame limit.</summary>
public sealed class LargeFrameTests(BrokerFixture broker, SmallMessageBroker small) : SocketTest(broker), IClassFixture<SmallMessageBroker>
{
    [Fact]
    public async Task A_frame_that_the_broker_refuses_closes_the_socket_and_earlier_ones_stay()
    {
        var host = Mine(await IngestHost.StartAsync(small.Address, Neighbours));
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        var frames = Frames(5);
        foreach (var frame in frames)
        {
            await recorder.SendAsync(frame);
        }

        await recorder.SendAsync(new byte[60_000]);
        await recorder.SendAsync(new byte[SmallMessageBroker.MaxMessageBytes + 1]);
        await recorder.SendAsync(frames[0]);

        Assert.Equal("PAYLOAD_TOO_LARGE", await recorder.HearErrorAsync());
        Assert.Equal(1009, await recorder.WhenClosedAsync());
        Assert.False(await host.Leases.IsOwnedAsync(LogNames.PublisherLease(id), Stop));

        // The recorder may reconnect, and continue with smaller ones.
        var again = await ConnectAsync(host);
        await again.StartAsync(id);
        await again.SendAsync(frames[1]);
        await again.SayAsync(new { type = "stop" });
        var log = await host.ReadLogAsync(id);
        SameBytes([.. frames, frames[1]], log);
        var lost = Assert.Single(log, record => record.Header.Kind == ChunkKind.Lost).Header.Loss!;
        Assert.Equal(StreamLossKinds.OverLimit, lost.Kind);
        Assert.InRange(lost.Count, 1, 3);
        // Two of the start, up to two of the recovery, one of the new connection.
        Assert.InRange(log.Count(record => record.Header.Kind is ChunkKind.Claim or ChunkKind.Probe), 3, 5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stop_behind_a_frame_that_the_broker_refuses_is_not_lost(bool isPending)
    {
        var port = new Uri(small.Address).Port;
        await using var relay = new TcpRelay(port);
        relay.Open();
        var host = Mine(await IngestHost.StartAsync(new UriBuilder(small.Address) { Port = relay.Port }.Uri.ToString(), Neighbours));
        var id = Neighbours.Create();
        var publisher = host.NewPublisher(id);
        publisher.Start((await host.Chunks.TryOpenAsync(id, isNew: true, isPublished: true, publisher.AnswerAsync, Stop))!);
        // All of it waits for the broker.
        await relay.CutAsync();
        var frame = Frames(1)[0];
        Assert.True(await publisher.AppendAsync(frame, Stop));
        Assert.True(await publisher.AppendAsync(new byte[SmallMessageBroker.MaxMessageBytes + 1], Stop));
        publisher.NoteLoss(new StreamLoss(StreamLossKinds.OverLimit, 5));
        Assert.True(await publisher.AppendAsync(frame, Stop));
        if (isPending)
        {
            publisher.EndAfter(TimeSpan.FromDays(1), StreamEndReason.Stopped);
        }
        else
        {
            Assert.True(publisher.End(StreamEndReason.Stopped));
        }

        relay.Open();
        Assert.Equal(PublisherFate.Ended, await publisher.Completion.WaitAsync(TimeSpan.FromSeconds(60), Stop));
        var log = await host.ReadLogAsync(id);
        SameBytes([frame], log);
        Assert.Equal((1, (StreamEndReason?)StreamEndReason.Stopped), (log[^1].Header.Sequence, log[^1].Header.Reason));
        // Of a record that is there twice, one counts.
        Assert.Equal([2, 5], log.Where(record => record.Header.Kind == ChunkKind.Lost).Select(record => record.Header.Loss!.Count).Distinct());
    }
}
