using Kubrick.Ingest.Memory;
using Microsoft.Extensions.Time.Testing;

namespace Kubrick.Ingest.Tests.Memory;

public sealed class IngestMemoryTests
{
    // Of 6 KiB, 2 KiB are reserved for the share that exceeds the budget.
    private readonly IngestMemory memory = TestMemory.New(6 << 10, 1 << 10);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_share_at_a_time_exceeds_the_budget()
    {
        var (first, second, third) = (memory.Open(), memory.Open(), memory.Open());
        await first.TakeAsync(4 << 10, Stop);
        await second.TakeAsync(1 << 10, Stop);
        await second.TakeAsync(1 << 10, Stop);
        var waiting = third.TakeAsync(1 << 10, Stop).AsTask();
        Assert.True(memory.IsShort);
        second.EndTurn();
        Assert.False(waiting.IsCompleted);
        second.Give(1 << 10);
        Assert.False(waiting.IsCompleted);
        second.Give(1 << 10);
        await waiting;
        Assert.Equal((5L << 10, 6L << 10, false), (memory.Used, memory.Peak, memory.IsShort));
    }

    [Fact]
    public async Task Waiting_shares_are_served_in_order()
    {
        var holder = memory.Open();
        await holder.TakeAsync(4 << 10, Stop);
        await holder.TakeAsync(1, Stop);
        var large = memory.Open().TakeAsync(1 << 10, Stop).AsTask();
        var small = memory.Open().TakeAsync(1, Stop).AsTask();
        holder.Give(1);
        holder.EndTurn();
        await large;
        Assert.False(small.IsCompleted);
        holder.Give(4 << 10);
        await small;
        Assert.Equal((1L << 10) + 1, memory.Used);
    }

    [Fact]
    public async Task A_cancelled_wait_takes_nothing_and_blocks_no_other()
    {
        var holder = memory.Open();
        await holder.TakeAsync(4 << 10, Stop);
        await holder.TakeAsync(1, Stop);
        using var leaving = new CancellationTokenSource();
        var gone = memory.Open().TakeAsync(1 << 10, leaving.Token).AsTask();
        var next = memory.Open().TakeAsync(1, Stop).AsTask();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        holder.Give((4 << 10) + 1);
        holder.EndTurn();
        await next;
        Assert.Equal((1L, false), (memory.Used, memory.IsShort));
    }

    [Fact]
    public async Task The_waits_of_one_message_are_added_up()
    {
        var clock = new FakeTimeProvider();
        var other = TestMemory.New(6 << 10, 1 << 10, clock: clock);
        var (holder, reader) = (other.Open(), other.Open());
        await holder.TakeAsync(4 << 10, Stop);
        await other.Open().TakeAsync(1 << 10, Stop);
        await WaitAsync(2 << 10, TimeSpan.FromSeconds(30));
        // The message arrives; it does not wait.
        clock.Advance(TimeSpan.FromHours(1));
        await WaitAsync(1 << 10, TimeSpan.FromSeconds(60));
        reader.EndTurn();
        await WaitAsync(1 << 10, TimeSpan.FromSeconds(30));

        async Task WaitAsync(int given, TimeSpan expected)
        {
            var waiting = reader.TakeAsync(1 << 10, Stop).AsTask();
            clock.Advance(TimeSpan.FromSeconds(30));
            Assert.Equal(expected, reader.Waiting);
            holder.Give(given);
            await waiting;
            Assert.Equal(TimeSpan.Zero, reader.Waiting);
        }
    }
}
