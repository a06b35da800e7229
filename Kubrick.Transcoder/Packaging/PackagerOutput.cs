namespace Kubrick.Transcoder.Packaging;

/// <summary>Something that a packager has ready.</summary>
internal abstract record PackagerOutput;

/// <summary>The initialisation section. Precedes every part.</summary>
/// <param name="Bytes">All of it: <c>ftyp</c> and <c>moov</c>.</param>
/// <param name="Change">How it compares to the published one.</param>
internal sealed record InitReady(ReadOnlyMemory<byte> Bytes, InitChange Change) : PackagerOutput;

/// <summary>How an initialisation section compares to the one published before.</summary>
internal enum InitChange
{
    /// <summary>None was published.</summary>
    First,

    /// <summary>It is the same, byte for byte.</summary>
    Same,

    /// <summary>It differs: it needs a name of its own, and the first segment is marked as a discontinuity.</summary>
    Different,
}

/// <summary>A part of a segment: some of FFmpeg's fragments, each a <c>moof</c> and <c>mdat</c>.</summary>
/// <param name="MediaSequence">Its segment's number.</param>
/// <param name="PartIndex">Its number in the segment, from 0.</param>
/// <param name="Bytes">All of it.</param>
/// <param name="StartUs">When it starts, in µs on the stream's own timeline: exactly where the previous part ended. A segment's first part starts at its keyframe, which may be
/// some ms off when a recorder's frames arrive unevenly.</param>
/// <param name="DurationUs">How long it lasts, in µs.</param>
/// <param name="IsIndependent">Whether it has a keyframe, as a rule at its start.</param>
/// <param name="IsDiscontinuity">Whether its segment starts a new timeline or encoding.</param>
internal sealed record PartReady(
    long MediaSequence, int PartIndex, ReadOnlyMemory<byte> Bytes, long StartUs, long DurationUs, bool IsIndependent, bool IsDiscontinuity) : PackagerOutput;

/// <summary>A segment is complete.</summary>
/// <param name="MediaSequence">Its number.</param>
/// <param name="Pieces">Its bytes, in order: those of its parts, not copied. MPEG-TS: one piece.</param>
/// <param name="StartUs">When it starts, in µs on the stream's own timeline.</param>
/// <param name="DurationUs">How long it lasts, in µs: up to the start of the next one.</param>
/// <param name="IsIndependent">Whether it starts with a keyframe.</param>
/// <param name="IsDiscontinuity">Whether it starts a new timeline or encoding (<c>EXT-X-DISCONTINUITY</c>).</param>
internal sealed record SegmentReady(
    long MediaSequence, IReadOnlyList<ReadOnlyMemory<byte>> Pieces, long StartUs, long DurationUs, bool IsIndependent, bool IsDiscontinuity) : PackagerOutput
{
    /// <summary>Its size in bytes.</summary>
    public long Length => Pieces.Sum(piece => (long)piece.Length);

    /// <summary>Where it ends, in µs on the stream's own timeline: the next one's expected start.</summary>
    public long EndUs => StartUs + DurationUs;

    /// <summary>Its bytes in one array.</summary>
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

/// <summary>The output's times jumped. The segment that starts there is marked as a discontinuity.</summary>
/// <param name="ExpectedUs">Where the output before the jump ended, in µs on the stream's own timeline.</param>
/// <param name="ActualUs">Where it continues.</param>
internal sealed record GapFound(long ExpectedUs, long ActualUs) : PackagerOutput;

/// <summary>Frames that were not published before and cannot be, because no keyframe precedes them: FFmpeg or the worker was restarted.</summary>
/// <param name="Count">How many, of the video where there is video.</param>
internal sealed record FramesSkipped(int Count) : PackagerOutput;

/// <summary>FFmpeg's output is malformed. Nothing follows: FFmpeg has to be restarted.</summary>
/// <param name="Problem">What is wrong, one sentence for logs.</param>
internal sealed record OutputBroken(string Problem) : PackagerOutput;
