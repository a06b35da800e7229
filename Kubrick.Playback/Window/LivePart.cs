namespace Kubrick.Playback.Window;

/// <summary>One part in memory.</summary>
/// <param name="DurationUs">How long it lasts, in µs.</param>
/// <param name="IsIndependent">Whether it starts with a keyframe.</param>
/// <param name="Bytes">A whole <c>moof</c> and <c>mdat</c>.</param>
internal sealed record LivePart(long DurationUs, bool IsIndependent, ReadOnlyMemory<byte> Bytes);
