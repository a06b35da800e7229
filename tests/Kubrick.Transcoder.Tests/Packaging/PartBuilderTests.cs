using FsCheck;
using FsCheck.Fluent;
using Kubrick.Transcoder.Packaging;

namespace Kubrick.Transcoder.Tests.Packaging;

public sealed class PartBuilderTests
{
    private static readonly PartRules Rules = new(TimeSpan.FromMilliseconds(200));

    private static readonly Arbitrary<(double Rate, int Frames)> Sources = Gen.Elements(15, 20, 23.976, 24, 25, 29.97, 30, 50, 59.94, 60)
        .Zip(Gen.Choose(5, 150))
        .ToArbitrary();

    [Theory]
    [InlineData(24)]
    [InlineData(25)]
    [InlineData(30)]
    [InlineData(60)]
    public void With_a_keyframe_per_second_every_part_has_the_promised_length(int rate) => Check(rate, rate);

    [Fact]
    public void Every_part_has_the_promised_length_wherever_keyframes_lie() => Prop.ForAll(Sources, source => Check(source.Rate, source.Frames)).QuickCheckThrowOnFailure();

    [Fact]
    public void At_30_frames_per_second_a_part_is_ready_with_its_sixth_frame()
    {
        var parts = Parts(30, 30);
        Assert.All(parts, part => Assert.InRange(part.DurationUs, 199_000, 201_000));
        Assert.Equal(10, parts.Count(part => part.MediaSequence == 1));
        Assert.All(parts.Where(part => part.PartIndex is 0 or 5), part => Assert.True(part.IsIndependent));
    }

    [Fact]
    public void A_fragment_that_does_not_fit_ends_the_previous_part()
    {
        var builder = new PartBuilder(Rules);
        var segment = new OpenSegment(0, 0, true, false);
        Assert.Empty(builder.Add(segment, Made(0, 100_000, true), 0, 100_000));
        Assert.Equal([100_000, 400_000], builder.Add(segment, Made(100_000, 500_000, false), 100_000, 500_000).Select(part => part.DurationUs));
        Assert.Null(builder.Take(segment));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(200)]
    [InlineData(333)]
    [InlineData(1000)]
    public void The_part_target_follows_from_the_part_duration(int milliseconds)
    {
        var rules = new PartRules(TimeSpan.FromMilliseconds(milliseconds));
        Assert.True(rules.TargetUs * 0.85 <= rules.EnoughUs);
        Assert.True(rules.EnoughUs + rules.FragmentUs <= rules.TargetUs + 1000);
        Assert.Equal(0, rules.TargetUs % 1000);
    }

    private static void Check(double rate, int keyframeEvery)
    {
        var parts = Parts(rate, keyframeEvery);
        Assert.All(parts, part => Assert.True(part.DurationUs <= Rules.TargetUs, $"{part.DurationUs} is too long"));
        Assert.All(
            parts.Zip(parts.Skip(1)).Where(pair => pair.First.MediaSequence == pair.Second.MediaSequence),
            pair => Assert.True(pair.First.DurationUs >= Rules.TargetUs * 0.85, $"{pair.First.DurationUs} is too short"));
        Assert.All(parts.Zip(parts.Skip(1)), pair => Assert.Equal(pair.First.StartUs + pair.First.DurationUs, pair.Second.StartUs));
    }

    /// <summary>The parts of 20 s: FFmpeg ends a fragment before a keyframe, and when it is long enough.</summary>
    private static List<PartReady> Parts(double rate, int keyframeEvery)
    {
        var builder = new PartBuilder(Rules);
        var parts = new List<PartReady>();
        var segment = new OpenSegment(0, 0, true, false);
        var first = 0;
        for (var frame = 1; Time(frame) < 20_000_000; frame++)
        {
            var isKeyframe = frame % keyframeEvery == 0;
            if (!isKeyframe && Time(frame) - Time(first) < Rules.FragmentUs)
            {
                continue;
            }

            parts.AddRange(builder.Add(segment, Made(Time(first), Time(frame), first % keyframeEvery == 0), Time(first), Time(frame)));
            first = frame;
            if (isKeyframe && Time(frame) - segment.StartUs >= 1_970_000)
            {
                parts.AddRange(builder.Take(segment) is { } last ? [last] : Array.Empty<PartReady>());
                segment = new OpenSegment(segment.MediaSequence + 1, Time(frame), true, false);
            }
        }

        return parts;

        // The encoder rounds to milliseconds.
        long Time(int frame) => (long)Math.Round(frame * 1000 / rate) * 1000;
    }

    private static Fragment Made(long fromUs, long untilUs, bool isKeyframe) => new(new byte[] { 1 }, [], false, isKeyframe, fromUs, untilUs, fromUs, untilUs);
}
