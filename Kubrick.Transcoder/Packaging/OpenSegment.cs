namespace Kubrick.Transcoder.Packaging;

/// <summary>A segment that is not complete yet.</summary>
/// <param name="MediaSequence">Its number.</param>
/// <param name="StartUs">When it starts, in µs on the stream's own time line.</param>
/// <param name="IsIndependent">Whether it starts with a keyframe.</param>
/// <param name="IsDiscontinuity">Whether it begins a new time line or encoding.</param>
internal sealed record OpenSegment(long MediaSequence, long StartUs, bool IsIndependent, bool IsDiscontinuity)
{
    /// <summary>Its bytes so far.</summary>
    public List<ReadOnlyMemory<byte>> Pieces { get; } = [];

    /// <summary>
    /// Whether it may end at a keyframe. The first one may be half as long, because players wait for a whole segment; one that had to start without a keyframe, too, so
    /// that the next starts with one.
    /// </summary>
    public bool IsLongEnough(long keyframeUs, PackagerOptions options) =>
        keyframeUs - StartUs >= ((IsIndependent && MediaSequence > 0 ? options.SegmentDuration : options.SegmentDuration / 2) - options.Tolerance).TotalMicroseconds;

    /// <summary>Whether it would be longer than was declared, rounded as the playlist's rule is (RFC 8216, 4.3.3.1), if it went on up to a time.</summary>
    public bool IsTooLong(long endUs, PackagerOptions options) => endUs - StartUs >= (options.TargetDurationSeconds * 1_000_000L) + 500_000;

    /// <summary>Completes it.</summary>
    public SegmentReady Close(long endUs) => new(MediaSequence, Pieces, StartUs, Math.Max(0, endUs - StartUs), IsIndependent, IsDiscontinuity);
}
