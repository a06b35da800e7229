using Kubrick.Transcoder.Chunks;

namespace Kubrick.Transcoder.Tests.Chunks;

public sealed class StreamActivityTests
{
    [Fact]
    public void Setting_the_clock_makes_no_stream_idle()
    {
        var time = new SetClock();
        var activity = new StreamActivity(time);
        time.Clock += TimeSpan.FromHours(1);
        Assert.Equal(TimeSpan.Zero, activity.IdleTime);
        time.Clock -= TimeSpan.FromHours(2);
        time.Elapsed += TimeSpan.FromSeconds(3);
        Assert.Equal(TimeSpan.FromSeconds(3), activity.IdleTime);
    }

    private sealed class SetClock : TimeProvider
    {
        public TimeSpan Elapsed { get; set; }

        public DateTimeOffset Clock { get; set; } = DateTimeOffset.UnixEpoch;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Elapsed.Ticks;

        public override DateTimeOffset GetUtcNow() => Clock;
    }
}
