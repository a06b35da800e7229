using Kubrick.Transcoder.Containers;

namespace Kubrick.Transcoder.Packaging;

/// <summary>What a fragment holds of one track.</summary>
/// <param name="Track">The track's number.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Timescale">Units a second.</param>
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
