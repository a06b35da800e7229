using Kubrick.AppHost.Running;

namespace Kubrick.Functional.Tests.Hosting;

public sealed class RestartStateTests
{
    private readonly RestartState state = new();
    private DateTimeOffset now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void A_crashed_resource_restarts_at_once_and_then_with_growing_delays()
    {
        Assert.Equal([0, 1, 2, 4, 8, 15, 30, 30], Enumerable.Range(0, 8).Select(_ => Crash(after: TimeSpan.FromSeconds(1))!.Value.TotalSeconds));
    }

    [Fact]
    public void The_delays_start_over_after_the_resource_has_run_for_a_while()
    {
        Crash(after: TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(1), Crash(after: TimeSpan.FromSeconds(1)));
        Assert.Equal(TimeSpan.Zero, Crash(after: RestartState.Settled));
    }

    [Fact]
    public void A_resource_that_was_stopped_deliberately_is_not_restarted()
    {
        Assert.Null(state.Next("Running", null, now));
        Assert.Null(state.Next("Stopping", null, now));
        Assert.Null(state.Next("Finished", 0, now));
    }

    [Fact]
    public void A_crash_after_a_deliberate_stop_and_start_is_followed_by_a_restart()
    {
        A_resource_that_was_stopped_deliberately_is_not_restarted();
        Assert.Equal(TimeSpan.Zero, Crash(after: TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData(69)]
    [InlineData(78)]
    public void A_resource_with_a_permanent_failure_is_not_restarted(int exitCode)
    {
        state.Next("Running", null, now);
        Assert.Null(state.Next("Finished", exitCode, now));
    }

    [Fact]
    public void A_failed_start_is_retried_at_once_and_then_with_a_delay()
    {
        Assert.Equal(TimeSpan.Zero, state.Next("FailedToStart", null, now));
        Assert.Null(state.Next("Starting", null, now));
        Assert.Equal(TimeSpan.FromSeconds(1), state.Next("FailedToStart", null, now));
    }

    [Fact]
    public void A_start_that_fails_is_repeated_with_growing_delays()
    {
        Crash(after: TimeSpan.FromSeconds(1));
        Assert.Equal([1, 2, 4], Enumerable.Range(0, 3).Select(_ => state.StartFailed().TotalSeconds));
    }

    [Fact]
    public void An_exit_that_is_reported_twice_counts_as_one_crash()
    {
        state.Next("Running", null, now);
        Assert.NotNull(state.Next("Finished", 137, now));
        Assert.Null(state.Next("Finished", 137, now));
    }

    private TimeSpan? Crash(TimeSpan after)
    {
        state.Next("Starting", null, now);
        state.Next("Running", null, now);
        now += after;
        return state.Next("Finished", 137, now);
    }
}
