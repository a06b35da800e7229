namespace Kubrick.Transcoder.Packaging;

/// <summary>What a playlist promises (RFC 8216, 4.3.3.5).</summary>
internal enum PlaylistKind
{
    /// <summary>The newest segments of a stream that runs.</summary>
    Live,

    /// <summary>All segments of a stream that runs.</summary>
    Event,

    /// <summary>All segments of a stream that is over.</summary>
    Vod,
}
