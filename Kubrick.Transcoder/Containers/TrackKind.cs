namespace Kubrick.Transcoder.Containers;

/// <summary>What a track holds.</summary>
internal enum TrackKind
{
    /// <summary>Neither picture nor sound.</summary>
    Other,

    /// <summary>Picture.</summary>
    Video,

    /// <summary>Sound.</summary>
    Audio,
}
