using Kubrick.Transcoder.Media;
using Microsoft.Extensions.Time.Testing;

namespace Kubrick.Transcoder.Tests.Media;

public sealed class StallWatchTests
{
    private readonly FakeTimeProvider time = new();
    private readonly StallWatch watch;

    public StallWatchTests() => watch = new StallWatch(TimeSpan.FromSeconds(10), time);

    [Fact]
    public void Input_without_output_for_the_timeout_is_a_stall()
    {
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.True(watch.IsStalled(inputUs: 12_000_000, outputUs: 1_000_000, startUs: 0));
        Assert.True(watch.IsStalled(inputUs: 12_000_000, outputUs: null, startUs: 0));
        Assert.False(watch.IsStalled(inputUs: 12_000_000, outputUs: 11_000_000, startUs: 0));
    }

    [Fact]
    public void A_jump_in_time_after_a_pause_is_no_stall()
    {
        watch.SetHandlingOutput(isHandling: true);
        watch.SetHandlingOutput(isHandling: false);
        // FFmpeg still buffers this when the recorder pauses.
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
    public void A_burst_of_input_is_no_stall()
    {
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(watch.IsStalled(inputUs: 3_600_000_000, outputUs: null, startUs: 0));
    }

    [Fact]
    public void A_write_that_blocks_for_the_timeout_is_a_stall()
    {
        watch.SetWriting(isWriting: true);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(watch.IsStalled(0, 0, 0));

        watch.SetWriting(isWriting: false);
        Assert.False(watch.IsStalled(0, 0, 0));
    }

    [Fact]
    public void Input_beyond_the_buffer_limit_waits_for_output()
    {
        watch.Written((int)StallWatch.MaxUnanswered - 1);
        Assert.False(watch.IsFull);
        watch.Written(1);
        Assert.True(watch.IsFull);

        watch.SetHandlingOutput(isHandling: true);
        Assert.False(watch.IsFull);
    }

    [Fact]
    public void Output_that_waits_for_its_reader_is_no_stall()
    {
        watch.SetWriting(isWriting: true);
        watch.SetHandlingOutput(isHandling: true);
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.False(watch.IsStalled(12_000_000, 0, 0));

        watch.SetHandlingOutput(isHandling: false);
        Assert.False(watch.IsStalled(12_000_000, 0, 0));
    }

    [Fact]
    public void A_missing_end_after_the_end_of_input_is_a_stall()
    {
        watch.InputClosed();
        Assert.False(watch.IsStalled(0, 0, 0));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(watch.IsStalled(0, 0, 0));
    }
}
