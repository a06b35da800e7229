namespace Kubrick.Testing.Live;

/// <summary>A part that a viewer fetched.</summary>
/// <param name="Part">Its entry in the playlist.</param>
/// <param name="Bytes">Its bytes.</param>
/// <param name="Timestamp">When all bytes were received, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</param>
/// <param name="IsLive">Whether the viewer waited for the part; false for parts that were listed when the viewer joined.</param>
public sealed record ViewedPart(ParsedPart Part, ReadOnlyMemory<byte> Bytes, long Timestamp, bool IsLive);
