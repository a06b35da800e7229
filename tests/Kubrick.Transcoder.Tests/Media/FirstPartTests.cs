using Kubrick.Transcoder.Media;

namespace Kubrick.Transcoder.Tests.Media;

public sealed class FirstPartTests : IDisposable
{
    private readonly OneTimer time = new();
    private readonly FirstPart first;

    public FirstPartTests() => first = new FirstPart(TimeSpan.FromSeconds(30), time, isMade: false);

    public void Dispose() => first.Dispose();

    [Fact]
    public void The_time_runs_from_the_first_byte_while_a_publisher_is_there()
    {
        first.Opened();
        first.Looked(isThere: true);
        Assert.False(time.IsRunning);
        first.BytesCame();
        Assert.True(time.IsRunning);
        time.Fire();
        Assert.True(first.Late.IsCancellationRequested);
    }

    [Fact]
    public void It_stands_still_while_nobody_publishes_and_begins_anew_with_who_comes_back()
    {
        first.BytesCame();
        first.Looked(isThere: false);
        Assert.False(time.IsRunning);
        first.Opened();
        Assert.True(time.IsRunning);
        // One who looked before that, and is heard after it, is mended by the next look.
        first.Looked(isThere: false);
        first.Looked(isThere: true);
        Assert.True(time.IsRunning);
    }

    [Fact]
    public void Nothing_is_late_once_a_part_was_made()
    {
        first.BytesCame();
        first.Made();
        first.Opened();
        first.BytesCame();
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
