using Kubrick.Recordings.Retention;
using Kubrick.Recordings.Tests.Hosting;

namespace Kubrick.Recordings.Tests.Retention;

public sealed class RetentionScheduleTests
{
    private static readonly DateTimeOffset Now = Sample.Noon;
    private static readonly TimeSpan Grace = TimeSpan.FromDays(7);
    private static readonly RetentionSchedule Running = new(30, Now.AddDays(-100), Now.AddMinutes(-10));

    [Fact]
    public void Enabling_it_starts_the_grace_period()
    {
        Assert.Equal(new RetentionSchedule(30, Now + Grace, Now), RetentionSchedule.Next(null, 30, Grace, Now));
        Assert.Equal(new RetentionSchedule(30, Now + Grace, Now), RetentionSchedule.Next(Running with { Days = 0 }, 30, Grace, Now));
    }

    [Fact]
    public void Shortening_it_starts_the_grace_period_and_lengthening_does_not()
    {
        Assert.Equal(Now + Grace, RetentionSchedule.Next(Running, 29, Grace, Now).DeletesFrom);
        Assert.Equal(Running.DeletesFrom, RetentionSchedule.Next(Running, 30, Grace, Now).DeletesFrom);
        Assert.Equal(Running.DeletesFrom, RetentionSchedule.Next(Running, 31, Grace, Now).DeletesFrom);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(12 * 60, false)]
    [InlineData(2 * 24 * 60, true)]
    [InlineData(3650 * 24 * 60, true)]
    [InlineData(-30, false)]
    [InlineData(-2 * 24 * 60, true)]
    public void A_jump_of_the_clock_delays_deletions_by_a_day(int minutes, bool isDelayed)
    {
        var now = Running.SeenAt.AddMinutes(minutes);
        Assert.Equal(isDelayed ? now.AddDays(1) : Running.DeletesFrom, RetentionSchedule.Next(Running, 30, Grace, now).DeletesFrom);
    }

    [Fact]
    public void A_clock_that_was_wrong_delays_deletions_by_one_grace_period_only()
    {
        var wrong = RetentionSchedule.Next(Running, 30, Grace, Now.AddYears(70));
        var right = RetentionSchedule.Next(wrong, 30, Grace, Now);
        Assert.Equal(Now + Grace, right.DeletesFrom);
    }

    [Fact]
    public void A_system_that_is_switched_off_every_weekend_deletes_during_the_week()
    {
        var schedule = Running;
        foreach (var hour in Enumerable.Range(0, 5 * 24))
        {
            schedule = RetentionSchedule.Next(schedule, 30, Grace, Running.SeenAt.AddDays(2).AddHours(hour));
        }

        Assert.True(schedule.DeletesFrom < schedule.SeenAt);
    }

    [Fact]
    public void Replicas_with_different_settings_delete_nothing()
    {
        RetentionSchedule? schedule = null;
        for (var pass = 0; pass < 500; pass++)
        {
            var now = Now.AddHours(pass);
            schedule = RetentionSchedule.Next(schedule, pass % 2 == 0 ? 30 : 365, Grace, now);
            Assert.True(schedule.DeletesFrom > now);
        }
    }

    [Fact]
    public void A_recording_expires_after_its_days_but_not_before_the_grace_period()
    {
        Assert.Equal(Now.AddDays(30), Running.ExpiryOf(Now));
        Assert.Equal(Now, (Running with { DeletesFrom = Now }).ExpiryOf(Now.AddDays(-300)));
        Assert.Null((Running with { Days = 0 }).ExpiryOf(Now));
        Assert.NotNull(Running.ExpiryOf(DateTimeOffset.MaxValue));
        Assert.NotNull(Running.ExpiryOf(DateTimeOffset.MinValue));
    }
}
