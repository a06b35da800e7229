using Kubrick.Transcoder.Media;
using Microsoft.Extensions.Time.Testing;

namespace Kubrick.Transcoder.Tests.Media;

public sealed class StallWatchTests
{
    private readonly FakeTimeProvider time = new();
    private readonly StallWatch watch;

    public StallWatchTests() => watch = new StallWatch(TimeSpan.FromSeconds(10), time);

    [Fact]
    public void Input_that_flows_for_so_long_while_nothing_comes_out_is_a_stall()
    {
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.True(watch.IsStalled(inputUs: 12_000_000, outputUs: 1_000_000, startUs: 0));
        Assert.True(watch.IsStalled(inputUs: 12_000_000, outputUs: null, startUs: 0));
        Assert.False(watch.IsStalled(inputUs: 12_000_000, outputUs: 11_000_000, startUs: 0));
    }

    [Fact]
    public void A_jump_in_time_after_a_pause_is_none()
    {
        watch.SetHandlingOutput(isHandling: true);
        watch.SetHandlingOutput(isHandling: false);
        // What FFmpeg still holds back when the recorder pauses.
        watch.InputArrived();
        time.Advance(TimeSpan.FromSeconds(60));
        watch.InputArrived();
        Assert.False(watch.IsStalled(inputUs: 61_000_000, outputUs: 1_000_000, startUs: 0));

        for (var second = 0; second < 10; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            watch.InputArrived();
        }

        Assert.True(watch.IsStalled(inputUs: 71_000_000, outputUs: 1_000_000, startUs: 0));
    }

    [Fact]
    public void Much_input_in_no_time_is_none()
    {
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(watch.IsStalled(inputUs: 3_600_000_000, outputUs: null, startUs: 0));
    }

    [Fact]
    public void Input_that_is_not_taken_for_so_long_is_one()
    {
        watch.SetWriting(isWriting: true);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(watch.IsStalled(0, 0, 0));

        watch.SetWriting(isWriting: false);
        Assert.False(watch.IsStalled(0, 0, 0));
    }

    [Fact]
    public void More_bytes_than_it_may_keep_are_not_given_until_something_comes_out()
    {
        watch.Written((int)StallWatch.MaxUnanswered - 1);
        Assert.False(watch.IsFull);
        watch.Written(1);
        Assert.True(watch.IsFull);

        watch.SetHandlingOutput(isHandling: true);
        Assert.False(watch.IsFull);
    }

    [Fact]
    public void Output_that_has_to_wait_for_us_is_none()
    {
        watch.SetWriting(isWriting: true);
        watch.SetHandlingOutput(isHandling: true);
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.False(watch.IsStalled(12_000_000, 0, 0));

        watch.SetHandlingOutput(isHandling: false);
        Assert.False(watch.IsStalled(12_000_000, 0, 0));
    }

    [Fact]
    public void An_end_that_does_not_come_after_the_inputs_is_one()
    {
        watch.InputClosed();
        Assert.False(watch.IsStalled(0, 0, 0));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(watch.IsStalled(0, 0, 0));
    }
}
