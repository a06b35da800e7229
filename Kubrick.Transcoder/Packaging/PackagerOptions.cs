namespace Kubrick.Transcoder.Packaging;

/// <summary>How FFmpeg's output is cut.</summary>
/// <param name="SegmentDuration">A segment ends at the first keyframe after this time; 2 s, or 4 s for MPEG-TS.</param>
/// <param name="TargetDurationSeconds">The value of <c>EXT-X-TARGETDURATION</c>: no segment's duration, rounded to whole seconds, exceeds it.</param>
/// <param name="TimeOffset">What FFmpeg adds to all times (<c>-output_ts_offset</c>), so that none is negative; the packager subtracts it.</param>
internal sealed record PackagerOptions(TimeSpan SegmentDuration, int TargetDurationSeconds, TimeSpan TimeOffset)
{
    /// <summary>
    /// How much earlier than <see cref="SegmentDuration"/> a segment may end. It is less than one frame at 30 per second, the amount by which a recorder's keyframes miss the
    /// requested seconds: a keyframe at 1.98 s ends a segment of 2 s, rather than the one at 2.98 s.
    /// </summary>
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMilliseconds(30);

    /// <summary>How long parts are.</summary>
    public PartRules Parts { get; init; } = new(TimeSpan.FromMilliseconds(200));

    /// <summary>The largest distance of two fragments that is not reported as a gap.</summary>
    public TimeSpan GapTolerance { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A segment ends before it exceeds this size, with or without a keyframe, because it is kept in memory. 64 MiB are 150 Mbit/s over 3.5 s.</summary>
    public long MaxSegmentBytes { get; init; } = 64 << 20;

    /// <summary>Options whose target duration leaves room for late keyframes: 1.5 times the duration, rounded up to whole seconds.</summary>
    public static PackagerOptions For(TimeSpan segmentDuration, TimeSpan timeOffset) =>
        new(segmentDuration, (int)Math.Ceiling(segmentDuration.TotalSeconds * 1.5), timeOffset);
}

/// <summary>
/// How long parts are. None may be longer than the part target, and none but a segment's last shorter than 85 % of it (RFC 8216bis, 4.4.4.9). A part is complete as soon as it
/// is long enough; its fragments are so short that it is then not too long, whatever the frame rate and wherever keyframes lie.
/// </summary>
/// <param name="Duration">The intended duration.</param>
internal sealed record PartRules(TimeSpan Duration)
{
    /// <summary>When a part is long enough, in µs. It is slightly less than intended: times are rounded to milliseconds, which must not delay a part by a frame.</summary>
    public long EnoughUs { get; } = (long)(Duration.TotalMicroseconds * 0.98);

    /// <summary><c>PART-TARGET</c>, in µs; whole milliseconds.</summary>
    public long TargetUs => EnoughUs * 100 / 85 / 1000 * 1000;

    /// <summary>The minimum duration of FFmpeg's fragments, in µs: one frame at 30 per second or less.</summary>
    public long FragmentUs => EnoughUs * 15 / 100;
}

/// <summary>Where a packager starts: at the start of a stream, after another worker, or with a new epoch.</summary>
/// <param name="MediaSequence">The number of its first segment.</param>
/// <param name="ExpectedStartUs">
/// Where the last segment ended, in µs on the stream's own timeline: output before it is published already and dropped, up to the first keyframe at or after it. Null when
/// nothing was published of this epoch.
/// </param>
/// <param name="Init">The published initialisation section; null when there is none.</param>
/// <param name="IsDiscontinuity">Whether the first segment starts a new timeline or encoding.</param>
internal sealed record PackagerStart(long MediaSequence = 0, long? ExpectedStartUs = null, ReadOnlyMemory<byte>? Init = null, bool IsDiscontinuity = false);
