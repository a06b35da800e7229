namespace Kubrick.Storage.Keys;

/// <summary>
/// The section <c>Storage:Keys</c> of the configuration: patterns of keys and names (<c>docs/storage-setup.md</c>), the same for all services of a system.
/// Objects stored under other patterns are not found again.
/// </summary>
public sealed class StorageKeyOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Storage:Keys";

    /// <summary>The name of a worker's checkpoint in the folder of its stream; not configurable.</summary>
    internal const string Checkpoint = "checkpoint.json";

    /// <summary>The name under which players request the playlist, beside the media; not configurable.</summary>
    internal const string Manifest = "manifest.m3u8";

    /// <summary>The video's key; contains <c>{id}</c>, <c>{sequence}</c> and <c>{extension}</c>, and may contain <c>{yyyy}</c>, <c>{MM}</c> and <c>{dd}</c>.</summary>
    public string Video { get; set; } = "recordings/{yyyy}/{MM}/{dd}/{id}-{sequence:000}.{extension}";

    /// <summary>The thumbnail's key; contains <c>{id}</c>.</summary>
    public string Thumbnail { get; set; } = "thumbnails/{id}.jpg";

    /// <summary>The prefix of a stream's playlist and media; contains <c>{id}</c> as a whole segment and ends with a slash.</summary>
    public string Stream { get; set; } = "streams/{id}/";

    /// <summary>The prefix of a recording's previews; contains <c>{id}</c> as a whole segment and ends with a slash.</summary>
    public string Previews { get; set; } = "previews/{id}/";

    /// <summary>The name of a stream's playlist, after the stream's prefix.</summary>
    public string Playlist { get; set; } = "stream.m3u8";

    /// <summary>The name of an initialisation section; contains <c>{epoch}</c>.</summary>
    public string Init { get; set; } = "init_{epoch}.mp4";

    /// <summary>The name of a segment of fragmented MP4; contains <c>{number}</c>.</summary>
    public string Segment { get; set; } = "segment_{number:00000}.m4s";

    /// <summary>The name of a segment of MPEG-TS; contains <c>{number}</c>.</summary>
    public string TransportSegment { get; set; } = "segment_{number:00000}.ts";

    /// <summary>The name of a part of a segment, which is never stored; contains <c>{number}</c> and <c>{part}</c>.</summary>
    public string Part { get; set; } = "segment_{number:00000}.{part}.m4s";

    internal KeyPattern VideoPattern => KeyPattern.OfKey(
        Video, KeyPlaceholder.Id, KeyPlaceholder.Sequence, KeyPlaceholder.Extension, KeyPlaceholder.Year, KeyPlaceholder.Month, KeyPlaceholder.Day);

    internal KeyPattern ThumbnailPattern => KeyPattern.OfKey(Thumbnail, KeyPlaceholder.Id);

    internal KeyPattern StreamPattern => KeyPattern.OfPrefix(Stream);

    internal KeyPattern PreviewsPattern => KeyPattern.OfPrefix(Previews);

    internal KeyPattern PlaylistPattern => KeyPattern.OfName(Playlist);

    internal KeyPattern InitPattern => KeyPattern.OfName(Init, KeyPlaceholder.Epoch);

    internal KeyPattern SegmentPattern => KeyPattern.OfName(Segment, KeyPlaceholder.Number);

    internal KeyPattern TransportSegmentPattern => KeyPattern.OfName(TransportSegment, KeyPlaceholder.Number);

    internal KeyPattern PartPattern => KeyPattern.OfName(Part, KeyPlaceholder.Number, KeyPlaceholder.Part);
}
