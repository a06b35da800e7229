using Kubrick.Transcoder.Containers;

namespace Kubrick.Transcoder.Packaging;

/// <summary>One <c>moof</c> with its <c>mdat</c>, as FFmpeg wrote it. Times are µs on the stream's own timeline.</summary>
/// <param name="Bytes">All of it.</param>
/// <param name="Tracks">Its share of each track.</param>
/// <param name="IsAudioOnly">Whether it has audio alone, in a stream that has video.</param>
/// <param name="IsIndependent">Whether its video starts with a keyframe; audio alone always does.</param>
/// <param name="StartUs">Where its video starts; its audio, when it has no video.</param>
/// <param name="EndUs">Where its video ends; its audio, when it has no video.</param>
/// <param name="EarliestUs">Where its first track starts.</param>
/// <param name="LatestUs">Where its last track ends.</param>
internal sealed record Fragment(
    ReadOnlyMemory<byte> Bytes, IReadOnlyList<TrackRun> Tracks, bool IsAudioOnly, bool IsIndependent, long StartUs, long EndUs, long EarliestUs, long LatestUs)
{
    /// <summary>How long it lasts, in µs.</summary>
    public long DurationUs => EndUs - StartUs;

    /// <summary>How many frames of video it has; of audio, when it has no video.</summary>
    public int Frames => Tracks.Where(run => IsAudioOnly || run.Kind == TrackKind.Video || Tracks.All(other => other.Kind != TrackKind.Video)).Sum(run => run.Frames);

    /// <summary>This fragment joined to the audio-only fragment before it.</summary>
    public Fragment After(Fragment audio) => this with
    {
        Bytes = (byte[])[.. audio.Bytes.Span, .. Bytes.Span],
        Tracks = [.. audio.Tracks, .. Tracks],
        EarliestUs = Math.Min(audio.EarliestUs, EarliestUs),
        LatestUs = Math.Max(audio.LatestUs, LatestUs),
    };
}

/// <summary>The share of one track in a fragment.</summary>
/// <param name="Track">The track's number.</param>
/// <param name="Kind">The kind of its media.</param>
/// <param name="Timescale">Units per second.</param>
/// <param name="DecodeTime">Where it starts, in units of the track, as FFmpeg wrote it.</param>
/// <param name="Duration">How long it lasts, in units of the track.</param>
/// <param name="Frames">How many frames it has.</param>
/// <param name="StartsWithKeyframe">Whether its first frame can be decoded alone.</param>
internal readonly record struct TrackRun(int Track, TrackKind Kind, long Timescale, long DecodeTime, long Duration, int Frames, bool StartsWithKeyframe)
{
    /// <summary>Where it starts, in µs, as FFmpeg wrote it.</summary>
    public long StartUs => Mp4Sample.ToMicroseconds(DecodeTime, Timescale);

    /// <summary>Where it ends, in µs, as FFmpeg wrote it.</summary>
    public long EndUs => Mp4Sample.ToMicroseconds(DecodeTime + Duration, Timescale);
}
