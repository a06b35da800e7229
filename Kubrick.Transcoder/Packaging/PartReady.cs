namespace Kubrick.Transcoder.Packaging;

/// <summary>A part of a segment: some of FFmpeg's fragments, each a <c>moof</c> and <c>mdat</c>.</summary>
/// <param name="MediaSequence">Its segment's number.</param>
/// <param name="PartIndex">Its number in the segment, from 0.</param>
/// <param name="Bytes">All of it.</param>
/// <param name="StartUs">When it starts, in µs on the stream's own time line: exactly where the part before ended. A segment's first part starts at its
/// keyframe, which may be some ms off where a recorder's frames come unevenly.</param>
/// <param name="DurationUs">How long it lasts, in µs.</param>
/// <param name="IsIndependent">Whether it has a keyframe, as a rule at its start.</param>
/// <param name="IsDiscontinuity">Whether its segment begins a new time line or encoding.</param>
internal sealed record PartReady(
    long MediaSequence, int PartIndex, ReadOnlyMemory<byte> Bytes, long StartUs, long DurationUs, bool IsIndependent, bool IsDiscontinuity) : PackagerOutput;
