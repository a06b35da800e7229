namespace Kubrick.Testing.Live;

/// <summary>A part of a playlist's segment.</summary>
/// <param name="MediaSequence">The segment's number.</param>
/// <param name="Index">The part's number among those of its segment that the playlist lists.</param>
/// <param name="Uri">Its address, relative to the playlist's.</param>
/// <param name="Seconds">Its duration in seconds.</param>
/// <param name="IsIndependent">Whether it starts with a keyframe.</param>
public sealed record ParsedPart(long MediaSequence, int Index, string Uri, double Seconds, bool IsIndependent);
