using Kubrick.Transcoder.FFmpeg;
using Microsoft.Extensions.Options;

namespace Kubrick.Transcoder.Previews;

/// <summary>Makes the waveform. It decodes all audio; gaps in it are silence, so that the waveform stays in step with the video.</summary>
internal sealed class Waveform(FFmpegTool tool, IOptions<TranscoderOptions> options)
{
    /// <summary>Makes it; null when there is no audio that decodes.</summary>
    /// <exception cref="FFmpegException">FFmpeg failed.</exception>
    public async Task<MadeFile?> MakeAsync(MediaCopy copy, string folder, CancellationToken cancellationToken)
    {
        if (copy.Tracks.Audio is not { SampleRate: > 0 } audio)
        {
            return null;
        }

        var peaks = new WaveformPeaks(audio.SampleRate, copy.Facts.Duration);
        var result = await tool.RunAsync(
            [
                "-max_error_rate", "1", .. copy.Input(options.Value), "-map", "0:a:0",
                "-af", "aresample=async=1:first_pts=0,aformat=sample_fmts=s16:channel_layouts=mono", "-c:a", "pcm_s16le", "-f", "s16le", "pipe:1",
            ],
            output: peaks.ReadAsync,
            cancellationToken: cancellationToken);
        if (!result.CouldRead() || peaks.Length == 0)
        {
            return null;
        }

        var file = new MadeFile(PreviewNames.Waveform, Path.Combine(folder, PreviewNames.Waveform), PreviewNames.JsonType);
        await using var stream = File.Create(file.Path);
        await peaks.WriteAsync(stream, cancellationToken);
        return file;
    }
}
