using Kubrick.Contracts.Streams;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Runs;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Tests.Runs;

public sealed class TaskGroupTests
{
    private readonly TaskCompletionSource<int> work = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task The_first_failure_is_reported_and_not_the_cancellation_of_the_others()
    {
        using var group = new TaskGroup(TestContext.Current.CancellationToken);
        var waiting = group.AddAsync(WaitAsync(group.Token));
        var broken = group.AddAsync(work.Task);

        work.SetException(new LogLostException("The broker is unavailable."));

        var reported = await Assert.ThrowsAsync<LogLostException>(() => group.JoinAsync(waiting));
        Assert.Equal("The broker is unavailable.", reported.Message);
        await Assert.ThrowsAsync<LogLostException>(() => broken);
    }

    [Fact]
    public async Task A_cancellation_from_outside_is_reported_as_a_cancellation()
    {
        using var taken = new CancellationTokenSource();
        using var group = new TaskGroup(taken.Token);
        var waiting = group.AddAsync(WaitAsync(group.Token));
        var broken = group.AddAsync(work.Task);

        await taken.CancelAsync();
        work.SetException(new LogLostException("The broker is unavailable."));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => group.JoinAsync(waiting));
        await Assert.ThrowsAsync<LogLostException>(() => broken);
    }

    [Fact]
    public async Task A_streams_failure_does_not_cancel_the_group()
    {
        using var group = new TaskGroup(TestContext.Current.CancellationToken);
        work.SetException(new StreamFailure(StreamErrorCodes.InvalidMedia, "It cannot be played."));

        await Assert.ThrowsAsync<StreamFailure>(() => group.JoinAsync(group.AddAsync(work.Task)));

        Assert.False(group.Token.IsCancellationRequested);
    }

    private static async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return 0;
    }
}
