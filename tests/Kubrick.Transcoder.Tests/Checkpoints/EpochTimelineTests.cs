using FsCheck;
using FsCheck.Fluent;
using Kubrick.Transcoder.Checkpoints;

namespace Kubrick.Transcoder.Tests.Checkpoints;

public sealed class EpochTimelineTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Segments: the duration of each, its distance from the end of the previous one, and the estimate of the clock at time 0 when it starts. In ms.</summary>
    private static readonly Arbitrary<(int Length, int Jump, int Late)[]> Streams = Gen.Choose(0, 4000)
        .Zip(Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Choose(-20_000, 20_000))))
        .Zip(Gen.Choose(-30_000, 30_000))
        .Select(segment => (segment.Item1.Item1, segment.Item1.Item2, segment.Item2))
        .ArrayOf()
        .ToArbitrary();

    [Fact]
    public void No_segment_starts_before_the_previous_one_has_ended() => Prop.ForAll(Streams, segments =>
    {
        var timeline = new EpochTimeline(0, 0, Noon.AddSeconds(40));
        long? endUs = null;
        DateTimeOffset? endedAt = null;
        foreach (var (length, jump, late) in segments)
        {
            var startUs = (endUs ?? 0) + (jump * 1000L);
            timeline = timeline.Corrected(Noon.AddMilliseconds(late), endUs, startUs);
            Assert.True(endedAt is null || timeline.ProgramTime(startUs) >= endedAt, "a segment started before the previous one had ended");
            endUs = startUs + (length * 1000L);
            endedAt = timeline.ProgramTime(endUs.Value);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_clock_is_corrected_before_the_first_segment_and_within_gaps()
    {
        var first = new EpochTimeline(0, 0, Noon).Corrected(Noon.AddSeconds(-3), null, 0);
        Assert.Equal(Noon.AddSeconds(-3), first.ProgramStart);
        Assert.Same(first, first.Corrected(Noon.AddSeconds(-9), 2_000_000, 2_000_000));
        Assert.Same(first, first.Corrected(Noon, 2_000_000, 2_500_000));
        Assert.Equal(Noon.AddSeconds(-8), first.Corrected(Noon.AddSeconds(-9), 2_000_000, 7_000_000).ProgramStart);
        Assert.Equal(Noon.AddSeconds(-1), first.Corrected(null, 2_000_000, 0).ProgramStart);
    }
}
