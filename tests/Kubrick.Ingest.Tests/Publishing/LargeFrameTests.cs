using Kubrick.Contracts.Logs;
using Kubrick.Ingest.Tests.Recorders;
using Kubrick.Ingest.Tests.Servers;

namespace Kubrick.Ingest.Tests.Publishing;

/// <summary>A broker whose record limit is smaller than Ingest's frame limit.</summary>
public sealed class LargeFrameTests(BrokerFixture broker, SmallMessageBroker small) : SocketTest(broker), IClassFixture<SmallMessageBroker>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_frame_that_the_broker_refuses_closes_the_socket_and_earlier_ones_stay(bool isStopped)
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
        if (isStopped)
        {
            await recorder.SayAsync(new { type = "stop" });
        }

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
        // Two of the start, up to two of the recovery, one of the new connection.
        Assert.InRange(log.Count(record => record.Header.Kind is ChunkKind.Claim or ChunkKind.Probe), 3, 5);
    }
}
