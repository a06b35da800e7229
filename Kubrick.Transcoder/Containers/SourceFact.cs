namespace Kubrick.Transcoder.Containers;

/// <summary>Something that a reader found in a publisher's bytes.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Offset">Where it starts, in bytes from the start of the epoch. <see cref="SourceFactKind.Restart"/> and <see cref="SourceFactKind.Cluster"/>: the start of the
/// cluster or fragment.</param>
/// <param name="TimeUs">Its time, in µs on the container's timeline. <see cref="SourceFactKind.Restart"/>: that of the keyframe.</param>
/// <param name="Track">A frame's track; otherwise 0.</param>
/// <param name="Size">A frame's size in bytes; otherwise 0.</param>
/// <param name="IsKeyframe">A frame: whether it can be decoded alone. A restart: whether the keyframe is the first video frame of its cluster, so that nothing undecodable precedes
/// it.</param>
/// <param name="Problem">Damage: what is wrong, for logs; otherwise null.</param>
internal readonly record struct SourceFact(
    SourceFactKind Kind, long Offset, long TimeUs = 0, int Track = 0, int Size = 0, bool IsKeyframe = false, string? Problem = null);

/// <summary>The kind of a <see cref="SourceFact"/>.</summary>
internal enum SourceFactKind
{
    /// <summary>The header is complete: <see cref="SourceReader.Header"/> is set.</summary>
    Header,

    /// <summary>A cluster or fragment starts.</summary>
    Cluster,

    /// <summary>The cluster can be decoded from its start on, after the header. Follows the cluster's start, and precedes the keyframe.</summary>
    Restart,

    /// <summary>A frame.</summary>
    Frame,

    /// <summary>Bytes are missing or wrong. What follows can be decoded from the next <see cref="Restart"/> on.</summary>
    Damage,
}
