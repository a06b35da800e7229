using Kubrick.Storage;
using Kubrick.Transcoder.Streams;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kubrick.Transcoder.Tests.Streams;

public sealed class StorageRetryTests
{
    private readonly StreamProgress progress = new();
    private readonly JumpingClock clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StorageError.Full, 1)]
    [InlineData(StorageError.Refused, 1)]
    // Four attempts take 0, 0.6, 1.2 and 1.8 s.
    [InlineData(StorageError.Unavailable, 5)]
    internal async Task A_storage_is_a_problem_at_once_or_after_a_moment_where_it_cannot_be_reached(StorageError error, int attempts)
    {
        var failures = 0;
        var problems = new List<bool>();
        await RetryAsync(() =>
        {
            problems.Add(progress.Problem is not null);
            if (failures++ < 6)
            {
                throw new StorageException(error, "It does not work.");
            }
        });

        Assert.Equal([.. Enumerable.Repeat(false, attempts), .. Enumerable.Repeat(true, 7 - attempts)], problems);
        Assert.Null(progress.Problem);
        Assert.True(progress.Urgent.TryRead(out _));
    }

    [Fact]
    public async Task A_problem_is_over_when_every_operation_has_succeeded()
    {
        var isInner = false;
        var failures = 0;
        await RetryAsync(() =>
        {
            if (failures++ == 0)
            {
                throw new StorageException(StorageError.Full, "The disk is full.");
            }

            if (!isInner)
            {
                isInner = true;
                progress.StorageFailed("Another operation fails, too.");
            }
        });

        Assert.Contains("The disk is full.", progress.Problem?.Sentence, StringComparison.Ordinal);
        progress.StorageReturned();
        Assert.Null(progress.Problem);
    }

    private Task RetryAsync(Action operation) => new StorageRetry("0123456789abcdef01234567", progress, TimeSpan.FromMinutes(2), clock, NullLogger.Instance).RunAsync(
        _ =>
        {
            operation();
            return Task.CompletedTask;
        },
        Cancel);

    /// <summary>Every delay passes at once, and takes 600 ms.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        private long elapsed;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => elapsed;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            elapsed += TimeSpan.FromMilliseconds(600).Ticks;
            return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
