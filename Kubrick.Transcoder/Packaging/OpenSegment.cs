namespace Kubrick.Transcoder.Packaging;

/// <summary>A segment that is not complete yet.</summary>
/// <param name="MediaSequence">Its number.</param>
/// <param name="StartUs">When it starts, in µs on the stream's own timeline.</param>
/// <param name="IsIndependent">Whether it starts with a keyframe.</param>
/// <param name="IsDiscontinuity">Whether it starts a new timeline or encoding.</param>
internal sealed record OpenSegment(long MediaSequence, long StartUs, bool IsIndependent, bool IsDiscontinuity)
{
    /// <summary>Its bytes so far.</summary>
    public List<ReadOnlyMemory<byte>> Pieces { get; } = [];

    /// <summary>
    /// Whether it may end at a keyframe. The first segment may be half as long, because players wait for a whole segment; so may one that starts without a keyframe, so that the
    /// next one starts with one.
    /// </summary>
    public bool IsLongEnough(long keyframeUs, PackagerOptions options) =>
        keyframeUs - StartUs >= ((IsIndependent && MediaSequence > 0 ? options.SegmentDuration : options.SegmentDuration / 2) - options.Tolerance).TotalMicroseconds;

    /// <summary>Whether it would exceed the target duration, rounded as the playlist's rule is (RFC 8216, 4.3.3.1), if it lasted up to a time.</summary>
    public bool IsTooLong(long endUs, PackagerOptions options) => endUs - StartUs >= (options.TargetDurationSeconds * 1_000_000L) + 500_000;

    /// <summary>Completes it.</summary>
    public SegmentReady Close(long endUs) => new(MediaSequence, Pieces, StartUs, Math.Max(0, endUs - StartUs), IsIndependent, IsDiscontinuity);
}

/// <summary>Joins FFmpeg's fragments to parts of the right length.</summary>
/// <param name="rules">How long parts are.</param>
internal sealed class PartBuilder(PartRules rules)
{
    private readonly List<ReadOnlyMemory<byte>> pieces = [];
    private long startUs;
    private long endUs;
    private bool isIndependent;

    /// <summary>Takes a fragment.</summary>
    /// <param name="segment">The segment that it belongs to.</param>
    /// <param name="fragment">The fragment.</param>
    /// <param name="fromUs">Where it starts: where the previous one ended.</param>
    /// <param name="untilUs">Where it ends.</param>
    /// <returns>The parts that are complete: none, one or two.</returns>
    public IEnumerable<PartReady> Add(OpenSegment segment, Fragment fragment, long fromUs, long untilUs)
    {
        if (pieces.Count > 0 && untilUs - startUs > rules.TargetUs && Take(segment) is { } previous)
        {
            // A short part is the lesser evil: a long one breaks the promise made to players.
            yield return previous;
        }

        startUs = pieces.Count == 0 ? fromUs : startUs;
        endUs = untilUs;
        isIndependent |= fragment.IsIndependent;
        pieces.Add(fragment.Bytes);
        if (endUs - startUs >= rules.EnoughUs && Take(segment) is { } part)
        {
            yield return part;
        }
    }

    /// <summary>Completes the last part of a segment; null when there is none.</summary>
    public PartReady? Take(OpenSegment segment)
    {
        if (pieces.Count == 0)
        {
            return null;
        }

        var bytes = pieces.Count == 1 ? pieces[0] : Join();
        var part = new PartReady(segment.MediaSequence, segment.Pieces.Count, bytes, startUs, endUs - startUs, isIndependent, segment.IsDiscontinuity);
        segment.Pieces.Add(bytes);
        pieces.Clear();
        isIndependent = false;
        return part;
    }

    private byte[] Join()
    {
        var joined = new byte[pieces.Sum(piece => piece.Length)];
        var at = 0;
        foreach (var piece in pieces)
        {
            piece.CopyTo(joined.AsMemory(at));
            at += piece.Length;
        }

        return joined;
    }
}
