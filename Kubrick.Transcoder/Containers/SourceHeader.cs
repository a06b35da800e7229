using Kubrick.Storage.Containers;

namespace Kubrick.Transcoder.Containers;

/// <summary>A container's header: after it the bytes can be decoded from any restart point on.</summary>
/// <param name="Container">The container.</param>
/// <param name="Bytes">Everything before the first cluster; <c>ftyp</c> to <c>moov</c> of MP4.</param>
/// <param name="Tracks">The tracks, in the container's order.</param>
internal sealed record SourceHeader(ContainerKind Container, ReadOnlyMemory<byte> Bytes, IReadOnlyList<SourceTrack> Tracks)
{
    /// <summary>The first video track; null when there is none.</summary>
    public SourceTrack? Video { get; } = Tracks.FirstOrDefault(track => track.Kind == TrackKind.Video);

    /// <summary>The first audio track; null when there is none.</summary>
    public SourceTrack? Audio { get; } = Tracks.FirstOrDefault(track => track.Kind == TrackKind.Audio);
}

/// <summary>A track of a container's header.</summary>
/// <param name="Number">Its number in blocks or fragments.</param>
/// <param name="Kind">The kind of its media.</param>
/// <param name="CodecId">Matroska's codec id (<c>V_VP8</c>), or MP4's four characters (<c>avc1</c>).</param>
/// <param name="Width">The video's width in pixels at the start; 0 for other media.</param>
/// <param name="Height">The video's height in pixels at the start; 0 for other media.</param>
/// <param name="Timescale">Units per second of the times in the container.</param>
internal sealed record SourceTrack(int Number, TrackKind Kind, string CodecId, int Width, int Height, long Timescale)
{
    /// <summary>How a video's frames are shown.</summary>
    public VideoGeometry Geometry { get; init; } = VideoGeometry.Plain;

    /// <summary>What the header says of H.264; null for other media, and where only the frames say it.</summary>
    public AvcParameters? Avc { get; init; }

    /// <summary>The video's size at the start, in square pixels, as people see it.</summary>
    public (double Width, double Height) Shown => Geometry.Shown(Width, Height);

    /// <summary>Whether it is H.264, which can be copied.</summary>
    public bool IsH264 => CodecId is "V_MPEG4/ISO/AVC" or "avc1" or "avc3";
}

/// <summary>The kind of a track's media.</summary>
internal enum TrackKind
{
    /// <summary>Neither video nor audio.</summary>
    Other,

    /// <summary>Video.</summary>
    Video,

    /// <summary>Audio.</summary>
    Audio,
}
