namespace Kubrick.Transcoder.Packaging;

/// <summary>A segment is complete.</summary>
/// <param name="MediaSequence">Its number.</param>
/// <param name="Pieces">Its bytes, in order: those of its parts, not copied. MPEG-TS: one piece.</param>
/// <param name="StartUs">When it starts, in µs on the stream's own time line.</param>
/// <param name="DurationUs">How long it lasts, in µs: up to the start of the next one.</param>
/// <param name="IsIndependent">Whether it starts with a keyframe.</param>
/// <param name="IsDiscontinuity">Whether it begins a new time line or encoding (<c>EXT-X-DISCONTINUITY</c>).</param>
internal sealed record SegmentReady(
    long MediaSequence, IReadOnlyList<ReadOnlyMemory<byte>> Pieces, long StartUs, long DurationUs, bool IsIndependent, bool IsDiscontinuity) : PackagerOutput
{
    /// <summary>Its size in bytes.</summary>
    public long Length => Pieces.Sum(piece => (long)piece.Length);

    /// <summary>Where it ends, in µs on the stream's own time line: the next one's expected start.</summary>
    public long EndUs => StartUs + DurationUs;

    /// <summary>Its bytes in one piece.</summary>
    public byte[] ToArray()
    {
        var joined = new byte[Length];
        var at = 0;
        foreach (var piece in Pieces)
        {
            piece.CopyTo(joined.AsMemory(at));
            at += piece.Length;
        }

        return joined;
    }
}
