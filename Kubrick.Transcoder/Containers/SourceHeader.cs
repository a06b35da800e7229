namespace Kubrick.Transcoder.Containers;

/// <summary>A container's header: with it in front, the bytes can be read from any restart point on.</summary>
/// <param name="Container">The container.</param>
/// <param name="Bytes">Everything before the first cluster; <c>ftyp</c> to <c>moov</c> of MP4.</param>
/// <param name="Tracks">The tracks, in the container's order.</param>
internal sealed record SourceHeader(ContainerKind Container, ReadOnlyMemory<byte> Bytes, IReadOnlyList<SourceTrack> Tracks)
{
    /// <summary>The first track with a picture; null for sound alone.</summary>
    public SourceTrack? Video { get; } = Tracks.FirstOrDefault(track => track.Kind == TrackKind.Video);

    /// <summary>The first track with sound; null for a picture alone.</summary>
    public SourceTrack? Audio { get; } = Tracks.FirstOrDefault(track => track.Kind == TrackKind.Audio);
}
