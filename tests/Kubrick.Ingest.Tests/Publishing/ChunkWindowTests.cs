using Kubrick.Contracts.Logs;
using Kubrick.Ingest.Publishing;
using Kubrick.Ingest.Tests.Memory;

namespace Kubrick.Ingest.Tests.Publishing;

public sealed class ChunkWindowTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_brings_more_than_the_window_holds_waits_until_something_is_durable()
    {
        var window = New(2, 1_000);
        window.TryAdd(New(0));
        window.TryAdd(New(1));
        var waiting = window.TakeRoomAsync(10, Stop).AsTask();
        Assert.False(waiting.IsCompleted);
        await window.TakeUnsentAsync(Stop);
        Assert.False(waiting.IsCompleted);
        Assert.Equal(0, Assert.Single(window.Confirm(1)).Header.Sequence);
        Assert.True(await waiting);
        Assert.Equal((1, 10L), (window.Count, window.Bytes));
    }

    [Fact]
    public async Task One_record_fits_always_however_large()
    {
        var window = New(2, 5);
        Assert.True(await window.TakeRoomAsync(1_000_000, Stop));
    }

    [Fact]
    public async Task On_a_new_connection_what_is_in_the_log_is_forgotten_and_the_rest_sent_again_in_order()
    {
        var window = New(100, 1_000);
        for (var i = 0; i < 6; i++)
        {
            window.TryAdd(New(i));
        }

        for (var i = 0; i < 4; i++)
        {
            await window.TakeUnsentAsync(Stop);
        }

        Assert.Equal([0, 1], window.Rewind(chunk => chunk.Header.Sequence < 2).Select(chunk => chunk.Header.Sequence));
        Assert.Equal((4, 40L), (window.Count, window.Bytes));
        for (var i = 2; i < 6; i++)
        {
            Assert.Equal(i, (await window.TakeUnsentAsync(Stop)).Header.Sequence);
        }
    }

    [Fact]
    public async Task A_closed_window_takes_nothing_more_wakes_who_waits_and_is_drained_by_confirms()
    {
        var window = New(1, 1_000);
        window.TryAdd(New(0));
        var waiting = window.TakeRoomAsync(10, Stop);
        var drained = window.WhenDrainedAsync(Stop);
        window.Close();
        Assert.False(await waiting);
        Assert.False(window.TryAdd(New(1)));
        Assert.False(drained.IsCompleted);
        await window.TakeUnsentAsync(Stop);
        window.Confirm(5);
        await drained;
    }

    [Fact]
    public async Task An_end_that_comes_from_elsewhere_leaves_a_reader_in_the_middle_of_a_frame_its_turn()
    {
        // Of 6 KiB, 2 KiB are the room of whoever goes over the budget.
        var memory = MadeMemory.New(6 << 10, 1 << 10);
        await memory.Open().TakeAsync(4 << 10, Stop);
        var reader = memory.Open();
        var window = new ChunkWindow(10, 1_000, reader);
        await reader.TakeAsync(1 << 10, Stop);
        Assert.True(window.TryAdd(new Chunk(new ChunkHeader(ChunkKind.End, 0, 0, DateTimeOffset.UnixEpoch, StreamEndReason.Stopped), ReadOnlyMemory<byte>.Empty, 0)));
        Assert.True(reader.TakeAsync(1 << 10, Stop).AsTask().IsCompletedSuccessfully);
    }

    private static ChunkWindow New(int frames, long bytes) => new(frames, bytes, MadeMemory.New().Open());

    private static Chunk New(long sequence) => new(new ChunkHeader(ChunkKind.Data, sequence, 0, DateTimeOffset.UnixEpoch), new byte[10], 0);
}
