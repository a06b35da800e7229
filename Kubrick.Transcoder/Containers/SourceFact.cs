namespace Kubrick.Transcoder.Containers;

/// <summary>Something that a reader found in a publisher's bytes.</summary>
/// <param name="Kind">What.</param>
/// <param name="Offset">Where it begins, in bytes from the start of the epoch. <see cref="SourceFactKind.Restart"/> and
/// <see cref="SourceFactKind.Cluster"/>: the cluster's or fragment's own start.</param>
/// <param name="TimeUs">When, in µs on the container's time line. <see cref="SourceFactKind.Restart"/>: that of the keyframe.</param>
/// <param name="Track">A frame's track; else 0.</param>
/// <param name="Size">A frame's size in bytes; else 0.</param>
/// <param name="IsKeyframe">A frame: whether it can be decoded alone. A restart: whether the keyframe is the first picture of its cluster, so that
/// nothing undecodable comes before it.</param>
/// <param name="Problem">Damage: what is wrong, for logs; else null.</param>
internal readonly record struct SourceFact(
    SourceFactKind Kind, long Offset, long TimeUs = 0, int Track = 0, int Size = 0, bool IsKeyframe = false, string? Problem = null);
