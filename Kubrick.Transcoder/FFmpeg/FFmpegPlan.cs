using Kubrick.Transcoder.Containers;

namespace Kubrick.Transcoder.FFmpeg;

/// <summary>What FFmpeg is to make of what.</summary>
/// <param name="Source">The recorder's header.</param>
/// <param name="Quality">How good the picture is to be.</param>
/// <param name="Options">The worker's settings.</param>
internal sealed record FFmpegPlan(SourceHeader Source, VideoQuality Quality, TranscoderOptions Options)
{
    /// <summary>Added to all times, so that the encoder's lead-in of sound does not lie before zero.</summary>
    public static readonly TimeSpan TimeOffset = TimeSpan.FromSeconds(10);

    /// <summary>Whether the picture is passed on as it is.</summary>
    public bool CopiesVideo => Options.CopyH264 && Source.Video is { IsH264: true };
}
