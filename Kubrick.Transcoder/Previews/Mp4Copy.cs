using System.Globalization;
using Kubrick.Transcoder.FFmpeg;
using Kubrick.Transcoder.Originals;
using Microsoft.Extensions.Options;

namespace Kubrick.Transcoder.Previews;

/// <summary>Makes the copy in H.264 and AAC, which every player and editor opens. What is that already is copied.</summary>
internal sealed class Mp4Copy(FFmpegTool tool, IOptions<TranscoderOptions> options)
{
    private static readonly string[] CopiedAudio = ["-c:a", "copy"];
    private static readonly string[] EncodedAudio = ["-c:a", "aac", "-b:a", "160k", "-ac", "2"];

    /// <summary>Makes it.</summary>
    /// <exception cref="FFmpegException">FFmpeg failed.</exception>
    public async Task<MadeFile> MakeAsync(MediaCopy copy, string folder, CancellationToken cancellationToken)
    {
        var file = new MadeFile(PreviewNames.Mp4, Path.Combine(folder, PreviewNames.Mp4), PreviewNames.Mp4Type);
        var result = await tool.RunAsync(
            [
                "-max_error_rate", "1", "-reinit_filter", "0", .. copy.Input(options.Value),
                .. copy.Tracks.Video is { } video ? ["-map", "0:v:0", .. Video(video)] : Array.Empty<string>(),
                .. copy.Tracks.Audio is { } audio ? ["-map", "0:a:0", .. audio.Codec == "aac" ? CopiedAudio : EncodedAudio] : Array.Empty<string>(),
                "-threads", "1", .. CopyArguments.Reproducible, "-f", "mp4", "-movflags", "+faststart", $"file:{file.Path}",
            ],
            cancellationToken: cancellationToken);
        result.EnsureSuccess();
        return file;
    }

    private IEnumerable<string> Video(VideoTrack video)
    {
        // 10 bits, 4:2:2 and parameters outside of the header are H.264 that many players refuse.
        if (video is { Codec: "h264", Tag: "avc1", PixelFormat: "yuv420p" or "yuvj420p", Profile: "Constrained Baseline" or "Baseline" or "Main" or "High" })
        {
            return ["-c:v", "copy"];
        }

        var (width, height) = video.Picture.Display;
        return
        [
            // A video that changes its size keeps the first one. The rate only determines the bit budget of a frame: all frames keep their own times.
            "-vf", string.Create(
                CultureInfo.InvariantCulture,
                $"scale=w='max(2,trunc(iw*sar/2)*2)':h=ih,setsar=1,scale={width}:{height}:force_original_aspect_ratio=decrease:force_divisible_by=2,pad={width}:{height}:(ow-iw)/2:(oh-ih)/2"),
            "-fps_mode", "vfr", "-r", "30", "-enc_time_base", "1:1000",
            "-c:v", "libx264", "-preset", options.Value.Preset, "-crf", "23", "-pix_fmt", "yuv420p", "-g", "120",
        ];
    }
}
