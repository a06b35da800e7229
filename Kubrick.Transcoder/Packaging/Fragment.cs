namespace Kubrick.Transcoder.Packaging;

/// <summary>One <c>moof</c> with its <c>mdat</c>, as FFmpeg wrote it. Times are µs on the stream's own time line.</summary>
/// <param name="Bytes">All of it.</param>
/// <param name="Tracks">What it holds of each track.</param>
/// <param name="IsSoundOnly">Whether it has sound alone, in a stream that has a picture.</param>
/// <param name="IsIndependent">Whether its picture starts with a keyframe; sound alone always does.</param>
/// <param name="StartUs">Where its picture starts; its sound, where it has no picture.</param>
/// <param name="EndUs">Where its picture ends; its sound, where it has no picture.</param>
/// <param name="EarliestUs">Where its first track starts.</param>
/// <param name="LatestUs">Where its last track ends.</param>
internal sealed record Fragment(
    ReadOnlyMemory<byte> Bytes, IReadOnlyList<TrackRun> Tracks, bool IsSoundOnly, bool IsIndependent, long StartUs, long EndUs, long EarliestUs, long LatestUs)
{
    /// <summary>How long it lasts, in µs.</summary>
    public long DurationUs => EndUs - StartUs;

    /// <summary>This fragment with one of sound alone in front, as one.</summary>
    public Fragment After(Fragment sound) => this with
    {
        Bytes = (byte[])[.. sound.Bytes.Span, .. Bytes.Span],
        Tracks = [.. sound.Tracks, .. Tracks],
        EarliestUs = Math.Min(sound.EarliestUs, EarliestUs),
        LatestUs = Math.Max(sound.LatestUs, LatestUs),
    };
}
