namespace Kubrick.AppHost.Local.Tests;

public sealed class RestartPolicyTests
{
    [Fact]
    public void The_first_restart_is_at_once_and_each_further_one_later_up_to_half_a_minute()
    {
        var policy = new RestartPolicy();
        var delays = Enumerable.Range(0, 9).Select(_ => policy.Crashed(TimeSpan.FromSeconds(1)).TotalSeconds).ToList();
        Assert.Equal([0, 1, 2, 4, 8, 15, 30, 30, 30], delays);
    }

    [Fact]
    public void Three_crashes_in_a_row_are_a_loop()
    {
        var policy = new RestartPolicy();
        policy.Crashed(TimeSpan.Zero);
        policy.Crashed(TimeSpan.Zero);
        Assert.False(policy.IsLoop);
        policy.Crashed(TimeSpan.Zero);
        Assert.True(policy.IsLoop);
    }

    [Fact]
    public void A_process_that_was_healthy_for_a_while_begins_anew()
    {
        var policy = new RestartPolicy();
        policy.Crashed(TimeSpan.Zero);
        policy.Crashed(TimeSpan.Zero);
        policy.Crashed(TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, policy.Crashed(RestartPolicy.HealthyLongEnough));
        Assert.False(policy.IsLoop);
    }
}
