using System.Security.Cryptography;
using Kubrick.Contracts.Logs;
using Kubrick.Ingest.Publishing;
using Kubrick.Ingest.Tests.Recorders;
using Kubrick.Ingest.Tests.Servers;
using Kubrick.Testing;

namespace Kubrick.Ingest.Tests.Publishing;

public sealed class PublisherTests(BrokerFixture broker) : SocketTest(broker)
{
    [Fact]
    public async Task A_lost_broker_loses_and_duplicates_nothing()
    {
        await using var relay = new TcpRelay(Broker.Port);
        relay.Open();
        var host = Mine(await IngestHost.StartAsync(Broker.AddressAt(relay.Port), Neighbours));
        var (id, publisher) = await PublishAsync(host);
        var frames = Frames(600);
        for (var i = 0; i < frames.Length; i++)
        {
            if (i % 200 == 100)
            {
                await relay.CutAsync();
            }

            if (i % 200 == 150)
            {
                relay.Open();
            }

            Assert.True(await publisher.AppendAsync(frames[i], Stop));
        }

        Assert.True(publisher.End(StreamEndReason.Stopped));
        Assert.Equal(PublisherFate.Ended, await publisher.Completion.WaitAsync(TimeSpan.FromSeconds(60), Stop));
        Assert.Equal((600, 0), (publisher.Durable, host.Memory.Used));
        var other = await StartAsync();
        SameBytes(frames, await other.ReadLogAsync(id));
    }

    [Fact]
    public async Task While_the_broker_is_unavailable_the_queue_fills_and_the_sender_waits()
    {
        await using var relay = new TcpRelay(Broker.Port);
        relay.Open();
        var host = Mine(await IngestHost.StartAsync(
            Broker.AddressAt(relay.Port), Neighbours, ("Ingest:MaxUnconfirmedBytes", "100000"), ("Ingest:MaxUnconfirmedFrames", "50")));
        var (id, publisher) = await PublishAsync(host);
        await relay.CutAsync();
        var frames = Frames(30, 9_000);
        var sending = Task.Run(
            async () =>
            {
                foreach (var frame in frames)
                {
                    await publisher.AppendAsync(frame, Stop);
                }

                publisher.End(StreamEndReason.Stopped);
            },
            Stop);
        await Eventually.TrueAsync("the queue is full", () => Task.FromResult(host.Memory.Used > 90_000), Stop);
        Assert.False(sending.IsCompleted);
        relay.Open();
        await sending;
        Assert.Equal(PublisherFate.Ended, await publisher.Completion.WaitAsync(TimeSpan.FromSeconds(60), Stop));
        Assert.InRange(host.Memory.Peak, 90_000, 100_000);
        SameBytes(frames, await host.ReadLogAsync(id));
    }

    [Fact]
    public async Task A_recorder_that_sends_faster_than_the_broker_is_held_back_by_TCP()
    {
        await using var relay = new TcpRelay(Broker.Port);
        relay.Open();
        var host = Mine(await IngestHost.StartAsync(
            Broker.AddressAt(relay.Port), Neighbours, ("Ingest:MaxUnconfirmedBytes", "200000"), ("Ingest:MaxFrameBytes", "100000")));
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        await relay.CutAsync();
        // More than fits in all buffers in between.
        var frames = Enumerable.Range(0, 220).Select(_ => RandomNumberGenerator.GetBytes(100_000)).ToArray();
        var sent = 0;
        var sending = Task.Run(
            async () =>
            {
                foreach (var frame in frames)
                {
                    await recorder.SendAsync(frame);
                    Interlocked.Increment(ref sent);
                }
            },
            Stop);
        var before = -1;
        await Eventually.TrueAsync(
            "the sender is blocked",
            async () =>
            {
                var isStill = before == Volatile.Read(ref sent) && before > 0;
                before = Volatile.Read(ref sent);
                await Task.Delay(200, Stop);
                return isStill;
            },
            Stop);
        Assert.InRange(sent, 1, frames.Length - 1);
        Assert.False(sending.IsCompleted);
        relay.Open();
        await sending;
        SameBytes(frames, await host.ReadLogAsync(id, data: frames.Length));
    }

    [Fact]
    public async Task A_broker_that_stays_unavailable_closes_the_socket_with_an_error()
    {
        await using var relay = new TcpRelay(Broker.Port);
        relay.Open();
        var host = Mine(await IngestHost.StartAsync(Broker.AddressAt(relay.Port), Neighbours, ("Ingest:BrokerTimeout", "00:00:01")));
        var recorder = Mine(await RawSocket.ConnectAsync(host.Http.BaseAddress!));
        var id = Neighbours.Create();
        await recorder.SayAsync($$"""{"type":"start","recordingId":"{{id}}"}""");
        Assert.Contains("started", await recorder.HearAsync(), StringComparison.OrdinalIgnoreCase);
        await relay.CutAsync();
        Assert.Contains("SERVER_ERROR", await recorder.HearAsync(), StringComparison.Ordinal);
        Assert.Equal(1013, await recorder.WhenClosedAsync());
    }

    [Fact]
    public async Task The_next_publisher_continues_the_sequence()
    {
        var host = await StartAsync();
        var (id, publisher) = await PublishAsync(host);
        var frames = Frames(4);
        foreach (var frame in frames[..3])
        {
            Assert.True(await publisher.AppendAsync(frame, Stop));
        }

        await Eventually.TrueAsync("all is durable", () => Task.FromResult(publisher.Durable == 3), Stop);
        publisher.Release();
        Assert.Equal(PublisherFate.Released, await publisher.Completion);
        Assert.False(await publisher.AppendAsync(frames[3], Stop));
        var next = host.NewPublisher(id);
        next.Start((await host.Chunks.TryOpenAsync(id, isNew: false, isPublished: true, next.AnswerAsync, Stop))!);
        Assert.Equal((3, 3), (next.NextSequence, next.Durable));
        await next.AppendAsync(frames[3], Stop);
        next.End(StreamEndReason.Stopped);
        SameBytes(frames, await host.ReadLogAsync(id));
    }

    [Fact]
    public async Task The_tail_is_found_before_any_number_of_publishers_that_sent_nothing()
    {
        var host = await StartAsync();
        var (id, publisher) = await PublishAsync(host);
        foreach (var frame in Frames(7))
        {
            await publisher.AppendAsync(frame, Stop);
        }

        publisher.Release();
        await publisher.Completion;
        for (var i = 0; i < 12; i++)
        {
            await using var session = await host.Chunks.TryOpenAsync(id, isNew: false, isPublished: true, LeaseMessages.AnswerLeaving, Stop);
            Assert.Equal((7, false), (session!.Tail.NextSequence, session.Tail.IsOver));
        }
    }

    [Fact]
    public async Task A_new_log_is_empty_and_a_claimed_one_has_no_data()
    {
        var host = await StartAsync();
        var id = Neighbours.Create();
        await using (var first = await host.Chunks.TryOpenAsync(id, isNew: true, isPublished: true, LeaseMessages.AnswerLeaving, Stop))
        {
            Assert.Equal(ChunkLogTail.Empty, first!.Tail);
            Assert.Null(await host.Chunks.TryOpenAsync(id, isNew: true, isPublished: true, LeaseMessages.AnswerLeaving, Stop));
        }

        await using var second = await host.Chunks.TryOpenAsync(id, isNew: true, isPublished: true, LeaseMessages.AnswerLeaving, Stop);
        Assert.True(second!.Tail.WasOpened);
        Assert.False(second.Tail.HasData);
    }

    private async Task<(string Id, StreamPublisher Publisher)> PublishAsync(IngestHost host)
    {
        var id = Neighbours.Create();
        var publisher = host.NewPublisher(id);
        publisher.Start((await host.Chunks.TryOpenAsync(id, isNew: true, isPublished: true, publisher.AnswerAsync, Stop))!);
        return (id, publisher);
    }
}
