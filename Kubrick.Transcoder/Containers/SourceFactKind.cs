namespace Kubrick.Transcoder.Containers;

/// <summary>What a <see cref="SourceFact"/> tells.</summary>
internal enum SourceFactKind
{
    /// <summary>The header is complete: <see cref="ISourceReader.Header"/> is set.</summary>
    Header,

    /// <summary>A cluster or fragment begins.</summary>
    Cluster,

    /// <summary>The cluster can be decoded from its start on, with the header in front. Follows the cluster's start, and comes before the frame that makes it so.</summary>
    Restart,

    /// <summary>A frame.</summary>
    Frame,

    /// <summary>Bytes are missing or wrong. What follows can be decoded again from the next <see cref="Restart"/> on.</summary>
    Damage,
}
