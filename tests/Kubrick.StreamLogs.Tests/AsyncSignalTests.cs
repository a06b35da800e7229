namespace Kubrick.StreamLogs.Tests;

public sealed class AsyncSignalTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_waiter_resumes_when_its_condition_is_true_and_not_before()
    {
        var signal = new AsyncSignal();
        var count = 0;
        var waiting = signal.WaitAsync(() => Volatile.Read(ref count) == 2, Stop).AsTask();
        Interlocked.Increment(ref count);
        signal.Set();
        Assert.False(waiting.IsCompleted);
        Interlocked.Increment(ref count);
        signal.Set();
        await waiting;
    }

    [Fact]
    public async Task A_change_between_the_test_and_the_wait_is_not_missed()
    {
        var signal = new AsyncSignal();
        var tests = 0;
        await signal.WaitAsync(
            () =>
            {
                if (++tests == 1)
                {
                    signal.Set();
                }

                return tests == 2;
            },
            Stop);
        Assert.Equal(2, tests);
    }

    [Fact]
    public async Task Of_many_waiters_each_takes_one_item()
    {
        var gate = new Lock();
        var signal = new AsyncSignal(gate);
        var items = new Queue<int>();
        var taken = new List<int>();
        var waiters = Enumerable.Range(0, 20).Select(_ => signal.WaitAsync(
            () =>
            {
                if (items.TryDequeue(out var item))
                {
                    taken.Add(item);
                    return true;
                }

                return false;
            },
            Stop).AsTask()).ToList();
        for (var i = 0; i < 20; i++)
        {
            lock (gate)
            {
                items.Enqueue(i);
                signal.Set();
            }
        }

        await Task.WhenAll(waiters);
        Assert.Equal(Enumerable.Range(0, 20), taken);
    }

    [Fact]
    public async Task A_cancelled_waiter_leaves()
    {
        using var cancel = new CancellationTokenSource();
        var waiting = new AsyncSignal().WaitAsync(() => false, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
