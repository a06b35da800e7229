namespace Kubrick.Transcoder.Containers;

/// <summary>A sample of a fragment.</summary>
/// <param name="Track">Its track.</param>
/// <param name="DecodeTime">When it is decoded, in units of the track.</param>
/// <param name="Duration">How long it lasts, in units of the track.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Flags">Its flags.</param>
/// <param name="CompositionOffset">How much later than decoded it is shown, in units of the track.</param>
internal readonly record struct Mp4Sample(Mp4Track Track, long DecodeTime, uint Duration, uint Size, uint Flags, int CompositionOffset)
{
    /// <summary>Whether it can be decoded alone.</summary>
    public bool IsKeyframe => (Flags & Mp4Track.NonSync) == 0;

    /// <summary>When it is shown, in µs.</summary>
    public long TimeUs => ToMicroseconds(DecodeTime + CompositionOffset, Track.Track.Timescale);

    /// <summary>Units of a track in µs; no time that is read here is so late that it overflows.</summary>
    public static long ToMicroseconds(long time, long timescale) => (time / timescale * 1_000_000) + (time % timescale * 1_000_000 / timescale);
}
