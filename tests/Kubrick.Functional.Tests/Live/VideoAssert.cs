using Kubrick.Testing.Live;

namespace Kubrick.Functional.Tests.Live;

/// <summary>Assertions on the video frames decoded from a stream.</summary>
internal static class VideoAssert
{
    /// <summary>Fails when a frame's time is not later than the previous one's.</summary>
    public static void TimesIncrease(IReadOnlyList<double> times)
    {
        for (var i = 1; i < times.Count; i++)
        {
            Assert.True(times[i] > times[i - 1], $"Frame {i} is at {times[i]} s, the previous one at {times[i - 1]} s.");
        }
    }

    /// <summary>Fails when a frame of a source with a constant rate is missing or duplicated; a container may round a time to the millisecond.</summary>
    public static void HasConstantFrameRate(IReadOnlyList<double> times)
    {
        const double Interval = 1.0 / TestVideo.FramesPerSecond;
        for (var i = 1; i < times.Count; i++)
        {
            Assert.True(Math.Abs(times[i] - times[i - 1] - Interval) < 0.002, $"Frame {i} is at {times[i]} s, the previous one at {times[i - 1]} s.");
        }
    }

    /// <summary>Fails unless a viewer received every frame of the whole video from its first received frame on.</summary>
    public static void ViewerReceivedAllFrames(Probe whole, Probe live)
    {
        Assert.NotEmpty(live.VideoTimes);
        Assert.Equal(whole.VideoTimes.SkipWhile(time => time < live.VideoTimes[0] - 0.0005).Count(), live.VideoFrames);
    }
}
