namespace Kubrick.Storage;

/// <summary>The meaning of a media object's name.</summary>
/// <param name="Kind">The kind of media.</param>
/// <param name="InitNumber">The number of an initialisation section; else -1.</param>
/// <param name="MediaSequence">The segment's number; -1 for an initialisation section.</param>
/// <param name="PartIndex">The part's number in its segment, from 0; -1 for other kinds.</param>
public sealed record MediaName(MediaKind Kind, int InitNumber, long MediaSequence, int PartIndex);

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
