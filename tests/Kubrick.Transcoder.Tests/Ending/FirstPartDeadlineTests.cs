using Kubrick.Transcoder.Ending;

namespace Kubrick.Transcoder.Tests.Ending;

public sealed class FirstPartDeadlineTests : IDisposable
{
    private readonly OneTimer time = new();
    private readonly FirstPartDeadline deadline;

    public FirstPartDeadlineTests() => deadline = new FirstPartDeadline(TimeSpan.FromSeconds(30), time, isMet: false);

    public void Dispose() => deadline.Dispose();

    [Fact]
    public void The_timer_runs_from_the_first_byte_while_there_is_a_publisher()
    {
        deadline.PublisherConnected();
        deadline.PublisherChecked(isPublishing: true);
        Assert.False(time.IsRunning);
        deadline.BytesArrived();
        Assert.True(time.IsRunning);
        time.Fire();
        Assert.True(deadline.Expired.IsCancellationRequested);
    }

    [Fact]
    public void The_timer_stops_without_a_publisher_and_restarts_with_the_next_one()
    {
        deadline.BytesArrived();
        deadline.PublisherChecked(isPublishing: false);
        Assert.False(time.IsRunning);
        deadline.PublisherConnected();
        Assert.True(time.IsRunning);
        // A check that was made before the publisher connected, and reported after it, is corrected by the next check.
        deadline.PublisherChecked(isPublishing: false);
        deadline.PublisherChecked(isPublishing: true);
        Assert.True(time.IsRunning);
    }

    [Fact]
    public void Nothing_is_late_after_the_first_part()
    {
        deadline.BytesArrived();
        deadline.Met();
        deadline.PublisherConnected();
        deadline.BytesArrived();
        Assert.False(time.IsRunning);
    }

    private sealed class OneTimer : TimeProvider, ITimer
    {
        private Action fire = () => { };

        public bool IsRunning { get; private set; }

        public void Fire() => fire();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            fire = () => callback(state);
            Change(dueTime, period);
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            IsRunning = dueTime != Timeout.InfiniteTimeSpan;
            return true;
        }

        public void Dispose() => IsRunning = false;

        public ValueTask DisposeAsync() => default;
    }
}
