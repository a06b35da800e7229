namespace Kubrick.Transcoder.Containers;

/// <summary>A track, as the container's header tells it.</summary>
/// <param name="Number">Its number in blocks or fragments.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="CodecId">Matroska's codec id (<c>V_VP8</c>), or MP4's four characters (<c>avc1</c>).</param>
/// <param name="Width">The picture's width in pixels at the start; 0 where there is none.</param>
/// <param name="Height">The picture's height in pixels at the start; 0 where there is none.</param>
/// <param name="SampleRate">Samples a second; 0 where there is no sound.</param>
/// <param name="Timescale">Units a second of the times in the container.</param>
internal sealed record SourceTrack(int Number, TrackKind Kind, string CodecId, int Width, int Height, int SampleRate, long Timescale)
{
    /// <summary>Whether the picture is H.264, which can be passed on as it is.</summary>
    public bool IsH264 => CodecId is "V_MPEG4/ISO/AVC" or "avc1" or "avc3";
}
