namespace Kubrick.Transcoder.Containers;

/// <summary>What container a publisher's bytes are.</summary>
internal enum ContainerKind
{
    /// <summary>Not told yet: more bytes are needed.</summary>
    Undecided,

    /// <summary>Neither of the two; more bytes change nothing.</summary>
    Unknown,

    /// <summary>WebM or Matroska.</summary>
    Matroska,

    /// <summary>Fragmented MP4.</summary>
    Mp4,
}
