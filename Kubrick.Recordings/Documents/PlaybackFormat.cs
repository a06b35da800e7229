namespace Kubrick.Recordings.Documents;

/// <summary>How a recording is played. Stored and sent in lower case.</summary>
internal enum PlaybackFormat
{
    /// <summary>One file, at a signed URL.</summary>
    Video,

    /// <summary>A playlist and its segments.</summary>
    Hls,
}
