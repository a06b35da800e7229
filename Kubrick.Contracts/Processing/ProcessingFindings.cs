using Kubrick.Contracts.Uploads;

namespace Kubrick.Contracts.Processing;

/// <summary>What processing found out about a recording and stored of it, so far.</summary>
public sealed record ProcessingFindings
{
    /// <summary>Nothing yet.</summary>
    public static ProcessingFindings None { get; } = new();

    /// <summary>The SHA-256 of the stored original in lower-case hex, computed from its bytes; null before.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The size of the stored original in bytes, counted from its bytes; null before.</summary>
    public long? Bytes { get; init; }

    /// <summary>The hashes of its parts, computed from its bytes; null where the ticket did not ask for them.</summary>
    public PartHashes? PartHashes { get; init; }

    /// <summary>The media's properties; null before they are known.</summary>
    public MediaFacts? Media { get; init; }

    /// <summary>The stored files, in the order in which they were made.</summary>
    public IReadOnlyList<DerivedFile> Files { get; init; } = [];
}

/// <summary>The properties of a recording's media, probed from the seekable copy.</summary>
/// <param name="Duration">Seconds.</param>
/// <param name="Width">Of the picture, in pixels; null without video.</param>
/// <param name="Height">Of the picture, in pixels; null without video.</param>
/// <param name="VideoCodec">FFmpeg's name of the codec: <c>vp8</c>, <c>h264</c>, …; null without video.</param>
/// <param name="AudioCodec">FFmpeg's name of the codec: <c>opus</c>, <c>aac</c>, …; null without audio.</param>
public sealed record MediaFacts(double Duration, int? Width, int? Height, string? VideoCodec, string? AudioCodec);

/// <summary>A stored file that was made from the original.</summary>
/// <param name="Kind">What it is; see <see cref="DerivedKinds"/>.</param>
/// <param name="Key">Its storage key.</param>
/// <param name="MimeType">Its content type.</param>
/// <param name="Bytes">Its size in bytes.</param>
/// <param name="Sha256">Its SHA-256, 64 lower-case hex digits.</param>
/// <param name="ParentSha256">The SHA-256 of the file that it was made from: the original, or another derived file.</param>
public sealed record DerivedFile(string Kind, string Key, string MimeType, long Bytes, string Sha256, string ParentSha256);

/// <summary>The kinds of derived files.</summary>
public static class DerivedKinds
{
    /// <summary>The original's media, not encoded anew, in one container that has its duration and can be searched from the start.</summary>
    public const string Seekable = "seekable";

    /// <summary>One picture, as JPEG.</summary>
    public const string Thumbnail = "thumbnail";

    /// <summary>The WebVTT file that says which picture of which sprite shows which time.</summary>
    public const string Storyboard = "storyboard";

    /// <summary>A JPEG of up to 100 pictures of the storyboard.</summary>
    public const string Sprite = "sprite";

    /// <summary>The peaks of the audio, as JSON.</summary>
    public const string Waveform = "waveform";

    /// <summary>H.264 and AAC in MP4, made on demand.</summary>
    public const string Mp4 = "mp4";
}
