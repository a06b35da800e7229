using Kubrick.Testing.Live;

namespace Kubrick.Functional.Tests.Live;

/// <summary>Assertions on the audio decoded from a stream.</summary>
internal static class AudioAssert
{
    /// <summary>Seconds that an encoder's first and last frames may add to the audio.</summary>
    private const double Padding = 0.15;

    /// <summary>Fails when part of the source's audio is missing.</summary>
    public static void IsComplete(Probe source, Probe output) => Assert.Equal(source.AudioSeconds, output.AudioSeconds, Padding);

    /// <summary>Fails unless a viewer received the audio of the received video frames; without video frames, unless it received some audio when there is any.</summary>
    public static void ViewerReceivedAll(Probe whole, Probe live)
    {
        const double FrameInterval = 1.0 / TestVideo.FramesPerSecond;
        if (live.VideoFrames > 0 && whole.AudioSeconds > 0)
        {
            // A viewer who joins later also misses the audio before the first video frame.
            var missed = live.VideoTimes[0] - Math.Min(whole.VideoTimes[0], whole.AudioStart);
            Assert.InRange(live.AudioSeconds, whole.AudioSeconds - missed - Padding - FrameInterval, whole.AudioSeconds);
        }
        else
        {
            Assert.Equal(whole.AudioSeconds > 0, live.AudioSeconds > 0);
        }
    }
}
