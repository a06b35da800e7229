using System.Globalization;

namespace Kubrick.Transcoder.Previews;

/// <summary>Builds FFmpeg's arguments for pictures.</summary>
internal static class JpegArguments
{
    /// <summary>JPEG of a quality from 2 (best) to 31.</summary>
    public static IEnumerable<string> Of(int quality) =>
        ["-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-q:v", quality.ToString(CultureInfo.InvariantCulture), "-threads", "1", "-f", "image2"];
}
