using Kubrick.Testing.Live;

namespace Kubrick.Functional.Tests.Live;

/// <summary>What pictures must be like that were decoded from a stream.</summary>
internal static class Pictures
{
    /// <summary>Fails where one does not come after the one before it.</summary>
    public static void AssertForward(IReadOnlyList<double> times)
    {
        for (var i = 1; i < times.Count; i++)
        {
            Assert.True(times[i] > times[i - 1], $"Picture {i} is at {times[i]} s, the one before it at {times[i - 1]} s.");
        }
    }

    /// <summary>Fails where one is missing or comes twice, of a source with a steady rate; a container may round a time to the millisecond.</summary>
    public static void AssertSteady(IReadOnlyList<double> times)
    {
        const double Step = 1.0 / TestPicture.FramesPerSecond;
        for (var i = 1; i < times.Count; i++)
        {
            Assert.True(Math.Abs(times[i] - times[i - 1] - Step) < 0.002, $"Picture {i} is at {times[i]} s, the one before it at {times[i - 1]} s.");
        }
    }

    /// <summary>Fails unless a viewer saw every picture of the whole from the first one that came on.</summary>
    public static void AssertSawAll(Probe whole, Probe live)
    {
        Assert.NotEmpty(live.VideoTimes);
        Assert.Equal(whole.VideoTimes.SkipWhile(time => time < live.VideoTimes[0] - 0.0005).Count(), live.VideoFrames);
    }
}
