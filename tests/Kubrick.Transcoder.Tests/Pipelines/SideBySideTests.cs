using Kubrick.Contracts.Streams;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Pipelines;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Tests.Pipelines;

public sealed class SideBySideTests
{
    private readonly TaskCompletionSource<int> work = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task What_broke_first_is_told_and_not_that_the_others_were_called_off()
    {
        using var side = new SideBySide(TestContext.Current.CancellationToken);
        var waiting = side.GuardAsync(WaitAsync(side.Token));
        var broken = side.GuardAsync(work.Task);

        work.SetException(new LogLostException("The broker is away."));

        var told = await Assert.ThrowsAsync<LogLostException>(() => side.EndAsync(waiting));
        Assert.Equal("The broker is away.", told.Message);
        await Assert.ThrowsAsync<LogLostException>(() => broken);
    }

    [Fact]
    public async Task A_stream_that_is_taken_away_is_told_as_that()
    {
        using var taken = new CancellationTokenSource();
        using var side = new SideBySide(taken.Token);
        var waiting = side.GuardAsync(WaitAsync(side.Token));
        var broken = side.GuardAsync(work.Task);

        await taken.CancelAsync();
        work.SetException(new LogLostException("The broker is away."));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => side.EndAsync(waiting));
        await Assert.ThrowsAsync<LogLostException>(() => broken);
    }

    [Fact]
    public async Task A_streams_failure_calls_nobody_off()
    {
        using var side = new SideBySide(TestContext.Current.CancellationToken);
        work.SetException(new StreamFailure(StreamErrorCodes.InvalidMedia, "It cannot be played."));

        await Assert.ThrowsAsync<StreamFailure>(() => side.EndAsync(side.GuardAsync(work.Task)));

        Assert.False(side.Token.IsCancellationRequested);
    }

    private static async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return 0;
    }
}
