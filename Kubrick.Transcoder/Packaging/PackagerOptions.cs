namespace Kubrick.Transcoder.Packaging;

/// <summary>How FFmpeg's output is cut.</summary>
/// <param name="SegmentDuration">A segment ends at the first keyframe after so much time; 2 s, or 4 s for MPEG-TS.</param>
/// <param name="TargetDurationSeconds">What <c>EXT-X-TARGETDURATION</c> declares: no segment's duration, rounded to whole seconds, is more.</param>
/// <param name="TimeOffset">What FFmpeg was told to add to all times (<c>-output_ts_offset</c>), so that none is below zero; taken off again.</param>
internal sealed record PackagerOptions(TimeSpan SegmentDuration, int TargetDurationSeconds, TimeSpan TimeOffset)
{
    /// <summary>
    /// How much earlier than <see cref="SegmentDuration"/> a segment may end. Less than one frame at 30 a second, which is how far a recorder's
    /// keyframes stray from the seconds that were asked for: a keyframe at 1.98 s ends a segment of 2 s, rather than the one at 2.98 s.
    /// </summary>
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMilliseconds(30);

    /// <summary>How long parts are.</summary>
    public PartRules Parts { get; init; } = new(TimeSpan.FromMilliseconds(200));

    /// <summary>How far apart two fragments may lie before it is told as a gap.</summary>
    public TimeSpan GapTolerance { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A segment ends before it has more bytes, with a keyframe or without, for it is kept in memory. 64 MiB are 150 Mbit/s over 3.5 s.</summary>
    public long MostSegmentBytes { get; init; } = 64 << 20;

    /// <summary>Options with a target duration that leaves room for late keyframes: half as much again, in whole seconds.</summary>
    public static PackagerOptions For(TimeSpan segmentDuration, TimeSpan timeOffset) =>
        new(segmentDuration, (int)Math.Ceiling(segmentDuration.TotalSeconds * 1.5), timeOffset);
}
