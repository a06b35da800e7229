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

    /// <summary>Whether video is copied.</summary>
    public bool CopiesVideo => Options.CopyH264 && Source.Video is { IsH264: true };
}

/// <summary>The size and bit rate of transcoded video.</summary>
/// <param name="LongSide">The most pixels along the longer side.</param>
/// <param name="ShortSide">The most pixels along the shorter side.</param>
/// <param name="KilobitsPerSecond">The bit rate.</param>
internal sealed record VideoQuality(int LongSide, int ShortSide, int KilobitsPerSecond)
{
    /// <summary>The quality of a recording; 720p when its name is unknown.</summary>
    public static VideoQuality Of(string quality) => quality switch
    {
        "480p" => new(854, 480, 1000),
        "1080p" => new(1920, 1080, 4500),
        _ => new(1280, 720, 2500),
    };

    /// <summary>The output size of video: its own, or smaller with the same aspect ratio; always even, as the encoder requires.</summary>
    public (int Width, int Height) Fit(int width, int height)
    {
        var (maxWidth, maxHeight) = width >= height ? (LongSide, ShortSide) : (ShortSide, LongSide);
        var factor = Math.Min(1, Math.Min((double)maxWidth / width, (double)maxHeight / height));
        return (Even(width * factor), Even(height * factor));
    }

    private static int Even(double pixels) => Math.Max(2, (int)Math.Round(pixels / 2, MidpointRounding.AwayFromZero) * 2);
}
