using Kubrick.Testing.Live;

namespace Kubrick.Functional.Tests.Live;

/// <summary>What sound must be like that was decoded from a stream.</summary>
internal static class Sound
{
    /// <summary>An encoder's first and last frames hold a little more than the sound itself.</summary>
    private const double Padding = 0.15;

    /// <summary>Fails where some of a source's sound is missing.</summary>
    public static void AssertAllOf(Probe source, Probe made) => Assert.Equal(source.AudioSeconds, made.AudioSeconds, Padding);

    /// <summary>Fails unless a viewer heard what belongs to the pictures that he saw; without pictures, from the part on with which he began.</summary>
    public static void AssertHeardAll(Probe whole, Probe live)
    {
        const double Step = 1.0 / 30;
        if (live.VideoFrames > 0 && whole.AudioSeconds > 0)
        {
            // Audio that came before the first frame of the video is missed, too.
            var missed = live.VideoTimes[0] - Math.Min(whole.VideoTimes[0], whole.AudioStart);
            Assert.InRange(live.AudioSeconds, whole.AudioSeconds - missed - Padding - Step, whole.AudioSeconds);
        }
        else
        {
            Assert.Equal(whole.AudioSeconds > 0, live.AudioSeconds > 0);
        }
    }
}
