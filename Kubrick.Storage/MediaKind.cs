namespace Kubrick.Storage;

/// <summary>The kinds of a stream's media.</summary>
public enum MediaKind
{
    /// <summary>An initialisation section.</summary>
    Init,

    /// <summary>A segment of fragmented MP4.</summary>
    Segment,

    /// <summary>A segment of MPEG-TS.</summary>
    TransportSegment,

    /// <summary>A part of a segment; served live, never stored.</summary>
    Part,
}
