namespace Kubrick.Testing.Live;

/// <summary>A part that a viewer fetched.</summary>
/// <param name="Part">What the playlist says of it.</param>
/// <param name="Bytes">Its bytes.</param>
/// <param name="Timestamp">When they were there, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</param>
/// <param name="IsLive">Whether the viewer waited for it; false for what was there when the viewer came.</param>
public sealed record ViewedPart(PlaylistPart Part, ReadOnlyMemory<byte> Bytes, long Timestamp, bool IsLive);
