using Kubrick.Transcoder.Segments;

namespace Kubrick.Transcoder.Tests.Segments;

public sealed class StoreQueueTests
{
    private readonly StoreQueue queue = new(100);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Additions_beyond_the_byte_limit_wait()
    {
        for (var number = 0; number < 10; number++)
        {
            await queue.AddAsync(Item(number, 10), Cancel);
        }

        var more = queue.AddAsync(Item(10, 10), Cancel).AsTask();
        var first = queue.TryTake()!;
        // An item that is being stored still occupies memory.
        Assert.False(more.IsCompleted);
        queue.Release(first);
        await more;
        queue.Complete();

        Assert.Equal(Enumerable.Range(1, 10), await RestAsync());
    }

    [Fact]
    public async Task A_single_item_may_exceed_the_limit()
    {
        await queue.AddAsync(Item(0, 1000), Cancel);
        var next = queue.AddAsync(Item(1, 1), Cancel).AsTask();
        Assert.False(next.IsCompleted);
        queue.Release(queue.TryTake()!);
        await next;
    }

    private static InitItem Item(int number, int length) => new(number, new byte[length]);

    private async Task<List<int>> RestAsync()
    {
        var numbers = new List<int>();
        while (await queue.WaitToTakeAsync(Cancel))
        {
            numbers.Add(((InitItem)queue.TryTake()!).InitNumber);
        }

        return numbers;
    }
}
