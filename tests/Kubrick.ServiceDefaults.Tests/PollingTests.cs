using Microsoft.Extensions.Time.Testing;

namespace Kubrick.ServiceDefaults.Tests;

public sealed class PollingTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    private readonly FakeTimeProvider clock = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_asks_until_the_answer_is_yes()
    {
        var asked = 0;
        Assert.True(await AdvanceAsync(Polling.UntilAsync(_ => Task.FromResult(++asked == 7), TimeSpan.FromDays(1), clock, Stop)));
        Assert.Equal(7, asked);
    }

    [Fact]
    public async Task A_yes_at_once_needs_no_time()
    {
        // The clock does not advance.
        Assert.True(await Polling.UntilAsync(_ => Task.FromResult(true), Timeout, clock, Stop));
    }

    [Fact]
    public async Task It_ends_when_the_time_is_over() =>
        Assert.False(await AdvanceAsync(Polling.UntilAsync(_ => Task.FromResult(false), Timeout, clock, Stop)));

    [Fact]
    public async Task A_question_that_is_not_answered_ends_with_the_time()
    {
        var waiting = Polling.UntilAsync(Unanswered, Timeout, clock, Stop);
        Assert.False(waiting.IsCompleted);
        clock.Advance(Timeout);
        Assert.False(await waiting);
    }

    [Fact]
    public async Task A_cancelled_wait_is_no_answer()
    {
        using var leaving = new CancellationTokenSource();
        var waiting = Polling.UntilAsync(Unanswered, Timeout, clock, leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private static async Task<bool> Unanswered(CancellationToken cancellationToken)
    {
        await Task.Delay(System.Threading.Timeout.InfiniteTimeSpan, cancellationToken);
        return true;
    }

    private async Task<bool> AdvanceAsync(Task<bool> waiting)
    {
        while (!waiting.IsCompleted)
        {
            Stop.ThrowIfCancellationRequested();
            clock.Advance(TimeSpan.FromMilliseconds(160));
            await Task.Yield();
        }

        return await waiting;
    }
}
