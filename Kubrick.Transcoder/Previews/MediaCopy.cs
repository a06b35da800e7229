using Kubrick.Storage.Containers;
using Kubrick.Transcoder.FFmpeg;
using Kubrick.Transcoder.Originals;

namespace Kubrick.Transcoder.Previews;

/// <summary>A seekable copy: one container with a duration and an index at its start.</summary>
/// <param name="File">The file.</param>
/// <param name="Facts">What it contains.</param>
internal sealed record MediaCopy(MadeFile File, MediaFacts Facts)
{
    /// <summary>The tracks, for what is made from the copy.</summary>
    public required TrackProbe Tracks { get; init; }

    /// <summary>The arguments that open it.</summary>
    public IReadOnlyList<string> Input(TranscoderOptions options) =>
        ToolInput.File(File.Path, File.MimeType == PreviewNames.WebMType ? ContainerKind.Matroska : ContainerKind.Mp4, options.MaxPixels);
}

/// <summary>What a copy contains.</summary>
/// <param name="Duration">The duration in seconds.</param>
/// <param name="Width">The displayed width in pixels, turned and with square pixels; null without video.</param>
/// <param name="Height">The displayed height in pixels; null without video.</param>
/// <param name="VideoCodec">FFmpeg's name of the video codec, such as <c>vp8</c>; null without video.</param>
/// <param name="AudioCodec">FFmpeg's name of the audio codec, such as <c>opus</c>; null without audio.</param>
/// <param name="MimeType"><c>video/webm</c> or <c>video/mp4</c>.</param>
internal sealed record MediaFacts(double Duration, int? Width, int? Height, string? VideoCodec, string? AudioCodec, string MimeType);

/// <summary>How the making of a copy ended.</summary>
internal abstract record CopyOutcome
{
    private CopyOutcome()
    {
    }

    /// <summary>It is made, and decodes.</summary>
    /// <param name="Copy">The copy.</param>
    internal sealed record Made(MediaCopy Copy) : CopyOutcome;

    /// <summary>Nothing of the original can be decoded, and another attempt will not change that.</summary>
    /// <param name="Reason">The reason, as a sentence for people.</param>
    internal sealed record Undecodable(string Reason) : CopyOutcome;
}
