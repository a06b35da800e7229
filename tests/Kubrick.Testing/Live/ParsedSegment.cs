namespace Kubrick.Testing.Live;

/// <summary>A segment of a playlist.</summary>
/// <param name="MediaSequence">Its number.</param>
/// <param name="Uri">Its address, relative to the playlist's.</param>
/// <param name="Seconds">Its duration in seconds.</param>
public sealed record ParsedSegment(long MediaSequence, string Uri, double Seconds);
