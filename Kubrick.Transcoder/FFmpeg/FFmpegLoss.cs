using System.Text.RegularExpressions;
using Kubrick.Contracts.Streams;

namespace Kubrick.Transcoder.FFmpeg;

/// <summary>What one of FFmpeg's messages says was lost.</summary>
/// <param name="Kind">One of <see cref="StreamLossKinds"/>.</param>
/// <param name="IsCounted">Whether there is one such message for each frame; otherwise they do not tell how much was lost.</param>
internal sealed partial record FFmpegLoss(string Kind, bool IsCounted)
{
    // The second one is what newer versions write.
    private static readonly string[] Undecodable = ["Error while decoding stream", "Error submitting packet to decoder", "Decoding error:", "corrupt decoded frame"];
    private static readonly string[] OutOfOrder = ["Non-monotonous DTS", "Non-monotonic DTS", "non monotonically increasing dts"];

    /// <summary>What a message says was lost; null for nothing. FFmpeg's start, restarts and output have other reports.</summary>
    /// <param name="severity">Its severity.</param>
    /// <param name="text">Its text as FFmpeg wrote it, without addresses.</param>
    public static FFmpegLoss? Of(FFmpegSeverity severity, string text) => text switch
    {
        _ when Undecodable.Any(part => text.Contains(part, StringComparison.Ordinal)) => new(StreamLossKinds.Undecodable, IsCounted: true),
        _ when OutOfOrder.Any(part => text.Contains(part, StringComparison.Ordinal)) => new(StreamLossKinds.OutOfOrder, IsCounted: true),
        _ when severity == FFmpegSeverity.Warning => null,
        _ when Demuxer().IsMatch(text) => new(StreamLossKinds.Damaged, IsCounted: false),
        _ when Decoder().IsMatch(text) => new(StreamLossKinds.Undecodable, IsCounted: false),
        _ => null,
    };

    [GeneratedRegex(@"^\[(matroska|mov,)")]
    private static partial Regex Demuxer();

    [GeneratedRegex(@"^\[(vp8|vp9|av1|libdav1d|h264|hevc|opus|libopus|vorbis|aac|mp3|flac|pcm_\w+)\]")]
    private static partial Regex Decoder();
}
