using Kubrick.Transcoder.Containers;

namespace Kubrick.Transcoder.FFmpeg;

/// <summary>The input and the intended output of an FFmpeg run.</summary>
/// <param name="Source">The recorder's header.</param>
/// <param name="Quality">The video's quality.</param>
/// <param name="Options">The worker's settings.</param>
internal sealed record FFmpegPlan(SourceHeader Source, VideoQuality Quality, TranscoderOptions Options)
{
    /// <summary>Added to all times, so that the encoder's lead-in of audio has no negative time.</summary>
    public static readonly TimeSpan TimeOffset = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether video is copied: where every supported player shows it right, and in a size that the quality allows. What only the frames say is not known here.
    /// </summary>
    public bool CopiesVideo =>
        Options.CopyH264 && Source.Video is { IsH264: true, Geometry.IsPlain: true, Avc: null or { IsPlayedEverywhere: true } } video && Quality.Allows(video.Width, video.Height);
}

/// <summary>The size and bit rate of transcoded video.</summary>
/// <param name="ShortSide">The most pixels along the shorter side.</param>
/// <param name="KilobitsPerSecond">The bit rate.</param>
internal sealed record VideoQuality(int ShortSide, int KilobitsPerSecond)
{
    // A strip is bounded by its longer side.
    private const int MaxAspect = 4;

    /// <summary>The quality of a recording; 720p when its name is unknown.</summary>
    public static VideoQuality Of(string quality) => quality switch
    {
        "480p" => new(480, 1000),
        "1080p" => new(1080, 4500),
        _ => new(720, 2500),
    };

    /// <summary>Whether video of this size need not become smaller.</summary>
    public bool Allows(int width, int height) => Math.Min(width, height) <= ShortSide && Math.Max(width, height) <= MaxAspect * ShortSide;

    /// <summary>The output size of video: its own, or smaller with the same aspect ratio; always even, as the encoder requires.</summary>
    public (int Width, int Height) Fit(double width, double height)
    {
        var factor = Math.Min(1, Math.Min(ShortSide / Math.Min(width, height), MaxAspect * ShortSide / Math.Max(width, height)));
        return (Even(width * factor), Even(height * factor));
    }

    private static int Even(double pixels) => Math.Max(2, (int)Math.Round(pixels / 2, MidpointRounding.AwayFromZero) * 2);
}
