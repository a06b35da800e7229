namespace Kubrick.Contracts.Logs;

/// <summary>What a record of the part log is.</summary>
public enum PartKind
{
    /// <summary>A worker took the stream: what stands before it is all that its predecessors told viewers. It carries no bytes.</summary>
    Open,

    /// <summary>The initialisation section of an epoch (<c>ftyp</c> and <c>moov</c>); repeated at the start of every segment, so that a reader who comes late has it.</summary>
    Init,

    /// <summary>One part: a whole <c>moof</c> and <c>mdat</c>.</summary>
    Part,

    /// <summary>The parts of a segment are complete. It carries what another worker needs to go on behind it, which is nothing for viewers.</summary>
    Segment,

    /// <summary>A segment is in the storage. It carries no bytes.</summary>
    Stored,

    /// <summary>The last segment and the playlist of the whole stream are in the storage. It carries no bytes.</summary>
    End,
}
