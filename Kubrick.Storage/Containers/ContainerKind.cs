namespace Kubrick.Storage.Containers;

/// <summary>The container format of a recording's bytes.</summary>
public enum ContainerKind
{
    /// <summary>Not known yet: more bytes are needed.</summary>
    Undecided,

    /// <summary>Neither of the two; more bytes change nothing.</summary>
    Unknown,

    /// <summary>WebM or Matroska.</summary>
    Matroska,

    /// <summary>MP4 or QuickTime, fragmented or not.</summary>
    Mp4,
}
