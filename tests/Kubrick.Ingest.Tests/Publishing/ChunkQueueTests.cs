using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Publishing;
using Kubrick.Ingest.Tests.Memory;

namespace Kubrick.Ingest.Tests.Publishing;

public sealed class ChunkQueueTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_queue_makes_the_sender_wait_until_records_are_durable()
    {
        var queue = NewQueue(2, 1_000);
        queue.TryAdd(NewChunk(0));
        queue.TryAdd(NewChunk(1));
        var waiting = queue.TakeRoomAsync(10, Stop).AsTask();
        Assert.False(waiting.IsCompleted);
        var first = await queue.TakeAsync(Stop);
        Assert.Equal(0, first.Header.Sequence);
        Assert.False(waiting.IsCompleted);
        queue.Confirm([first]);
        Assert.True(await waiting);
        Assert.Equal((1, 10L), (queue.Count, queue.Bytes));
    }

    [Fact]
    public async Task A_single_record_always_fits()
    {
        var queue = NewQueue(2, 5);
        Assert.True(await queue.TakeRoomAsync(1_000_000, Stop));
    }

    [Fact]
    public async Task After_a_loss_records_in_the_log_are_removed_and_the_rest_is_sent_again_in_order()
    {
        var queue = NewQueue(100, 1_000);
        for (var i = 0; i < 6; i++)
        {
            queue.TryAdd(NewChunk(i));
        }

        var inFlight = new List<QueuedChunk>();
        for (var i = 0; i < 4; i++)
        {
            inFlight.Add(await queue.TakeAsync(Stop));
        }

        queue.Requeue(inFlight);
        Assert.Equal((6, 60L), (queue.Count, queue.Bytes));
        Assert.Equal([0, 1], queue.ConfirmWhere(chunk => chunk.Header.Sequence < 2).Select(chunk => chunk.Header.Sequence));
        Assert.Equal((4, 40L), (queue.Count, queue.Bytes));
        for (var i = 2; i < 6; i++)
        {
            Assert.Equal(i, (await queue.TakeAsync(Stop)).Header.Sequence);
        }
    }

    [Fact]
    public async Task A_closed_queue_accepts_nothing_and_is_drained_by_confirms()
    {
        var queue = NewQueue(1, 1_000);
        queue.TryAdd(NewChunk(0));
        var waiting = queue.TakeRoomAsync(10, Stop).AsTask();
        var drained = queue.WhenDrainedAsync(Stop);
        queue.Close();
        Assert.False(await waiting);
        Assert.False(queue.TryAdd(NewChunk(1)));
        Assert.False(drained.IsCompleted);
        queue.Confirm([await queue.TakeAsync(Stop)]);
        await drained;
    }

    [Fact]
    public async Task A_cleared_queue_ignores_what_a_session_returns_later()
    {
        var memory = TestMemory.New();
        var share = memory.Open();
        var queue = new ChunkQueue(10, 1_000, share);
        for (var i = 0; i < 3; i++)
        {
            Assert.True(await queue.TakeRoomAsync(10, Stop));
            queue.TryAdd(NewChunk(i));
        }

        var (confirmed, lost) = (await queue.TakeAsync(Stop), await queue.TakeAsync(Stop));
        queue.Clear();
        queue.Confirm([confirmed]);
        queue.Requeue([lost]);
        Assert.Equal((0, 0L, 0L, true), (queue.Count, queue.Bytes, memory.Used, queue.IsDrained));
        Assert.False(queue.TakeAsync(Stop).AsTask().IsCompleted);
    }

    [Fact]
    public async Task A_refused_record_is_dropped_with_the_frames_after_it()
    {
        var queue = NewQueue(10, 1_000);
        for (var i = 0; i < 4; i++)
        {
            queue.TryAdd(NewChunk(i, i == 2 ? 20 : 10));
        }

        Assert.Equal(20, queue.CutAtLargest(NewLoss));
        Assert.Equal((3, 20L), (queue.Count, queue.Bytes));
        Assert.Equal(0, (await queue.TakeAsync(Stop)).Header.Sequence);
        Assert.Equal(1, (await queue.TakeAsync(Stop)).Header.Sequence);
        Assert.Equal(2, (await queue.TakeAsync(Stop)).Header.Loss?.Count);
        Assert.False(await queue.TakeRoomAsync(1, Stop));
    }

    [Fact]
    public async Task Losses_and_the_end_that_follow_a_refused_record_stay_in_order()
    {
        var queue = NewQueue(10, 1_000);
        queue.TryAdd(NewChunk(0));
        queue.TryAdd(NewChunk(1, 20));
        queue.TryAdd(NewLoss(7));
        queue.TryAdd(NewChunk(2));
        queue.TryAdd(NewEnd(3));
        queue.Close();

        Assert.Equal(20, queue.CutAtLargest(NewLoss));
        Assert.Equal((4, 10L), (queue.Count, queue.Bytes));
        Assert.Equal(0, (await queue.TakeAsync(Stop)).Header.Sequence);
        Assert.Equal(2, (await queue.TakeAsync(Stop)).Header.Loss?.Count);
        Assert.Equal(7, (await queue.TakeAsync(Stop)).Header.Loss?.Count);
        // The frames that were dropped are not missing as well.
        var end = (await queue.TakeAsync(Stop)).Header;
        Assert.Equal((ChunkKind.End, 1L), (end.Kind, end.Sequence));
    }

    [Fact]
    public async Task An_end_that_is_added_while_the_socket_waits_leaves_it_its_turn()
    {
        // Of 6 KiB, 2 KiB are reserved for the share that exceeds the budget.
        var memory = TestMemory.New(6 << 10, 1 << 10);
        await memory.Open().TakeAsync(4 << 10, Stop);
        var reader = memory.Open();
        var queue = new ChunkQueue(10, 1_000, reader);
        await reader.TakeAsync(1 << 10, Stop);
        Assert.True(queue.TryAdd(NewEnd(0)));
        Assert.True(reader.TakeAsync(1 << 10, Stop).AsTask().IsCompletedSuccessfully);
    }

    private static ChunkQueue NewQueue(int frames, long bytes) => new(frames, bytes, TestMemory.New().Open());

    private static QueuedChunk NewLoss(int frames) =>
        new(ChunkHeader.Lost(new StreamLoss(StreamLossKinds.OverLimit, frames), DateTimeOffset.UnixEpoch), ReadOnlyMemory<byte>.Empty, 0);

    private static QueuedChunk NewEnd(long next) => new(ChunkHeader.End(next, 0, DateTimeOffset.UnixEpoch, StreamEndReason.Stopped), ReadOnlyMemory<byte>.Empty, 0);

    private static QueuedChunk NewChunk(long sequence, int size = 10) => new(new ChunkHeader(ChunkKind.Data, sequence, 0, DateTimeOffset.UnixEpoch), new byte[size], 0);
}
