namespace Kubrick.Transcoder.FFmpeg;

/// <summary>How large and how good a picture is made.</summary>
/// <param name="LongSide">The most pixels along the longer side.</param>
/// <param name="ShortSide">The most pixels along the shorter side.</param>
/// <param name="KilobitsPerSecond">The bit rate.</param>
internal sealed record VideoQuality(int LongSide, int ShortSide, int KilobitsPerSecond)
{
    /// <summary>That of a recording's quality; 720p where it is none that is known.</summary>
    public static VideoQuality Of(string quality) => quality switch
    {
        "480p" => new(854, 480, 1000),
        "1080p" => new(1920, 1080, 4500),
        _ => new(1280, 720, 2500),
    };

    /// <summary>The size that a picture is made: its own, or smaller in the same proportions; always even, as the encoder needs it.</summary>
    public (int Width, int Height) Fit(int width, int height)
    {
        var (mostWidth, mostHeight) = width >= height ? (LongSide, ShortSide) : (ShortSide, LongSide);
        var factor = Math.Min(1, Math.Min((double)mostWidth / width, (double)mostHeight / height));
        return (Even(width * factor), Even(height * factor));
    }

    private static int Even(double pixels) => Math.Max(2, (int)Math.Round(pixels / 2, MidpointRounding.AwayFromZero) * 2);
}
