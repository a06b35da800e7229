using System.Globalization;

namespace Kubrick.Transcoder.Previews;

/// <summary>The names and content types of what is made from an original.</summary>
internal static class PreviewNames
{
    /// <summary>The seekable copy, as WebM.</summary>
    public const string SeekableWebM = "seekable.webm";

    /// <summary>The seekable copy, as MP4.</summary>
    public const string SeekableMp4 = "seekable.mp4";

    /// <summary>The copy in H.264 and AAC, made on demand.</summary>
    public const string Mp4 = "video.mp4";

    /// <summary>The thumbnail.</summary>
    public const string Thumbnail = "thumbnail.jpg";

    /// <summary>The storyboard's index, in WebVTT.</summary>
    public const string StoryboardIndex = "storyboard.vtt";

    /// <summary>The peaks of the audio, in the JSON format of audiowaveform.</summary>
    public const string Waveform = "waveform.json";

    /// <summary>The content type of WebM.</summary>
    public const string WebMType = "video/webm";

    /// <summary>The content type of MP4.</summary>
    public const string Mp4Type = "video/mp4";

    /// <summary>The content type of pictures.</summary>
    public const string JpegType = "image/jpeg";

    /// <summary>The content type of WebVTT.</summary>
    public const string WebVttType = "text/vtt";

    /// <summary>The content type of JSON.</summary>
    public const string JsonType = "application/json";

    /// <summary>The name of a sprite of the storyboard.</summary>
    /// <param name="number">Its number, from 0 on.</param>
    public static string Sprite(int number) => string.Create(CultureInfo.InvariantCulture, $"storyboard_{number}.jpg");
}
