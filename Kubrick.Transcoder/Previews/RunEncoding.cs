using System.Globalization;
using Kubrick.Transcoder.FFmpeg;
using Kubrick.Transcoder.Originals;

namespace Kubrick.Transcoder.Previews;

/// <summary>
/// Encodes what does not match of a run, from a stream of Matroska with the final times: video to the codec and the size of the first run, audio to its codec. A run without video gets a
/// black picture, one without audio silence: a track that pauses plays out of sync in some players.
/// </summary>
internal sealed class RunEncoding(CopyPlan plan, OriginalRun run, long startUs)
{
    /// <summary>The longest distance of keyframes, in µs.</summary>
    public const long MaxKeyframeDistanceUs = 2_000_000;

    private bool EncodesVideo => !plan.CopiesVideo(run);

    private bool EncodesAudio => !plan.CopiesAudio(run);

    /// <summary>Whether anything is encoded.</summary>
    public bool IsNeeded => EncodesVideo || EncodesAudio;

    /// <summary>FFmpeg's arguments, from standard input to standard output.</summary>
    public IReadOnlyList<string> Arguments(TranscoderOptions options) =>
    [
        "-copyts", "-max_error_rate", "1", "-reinit_filter", "0", .. ToolInput.Pipe(options.MaxPixels),
        .. run.Video is null && plan.Video is not null ? Generated(string.Create(CultureInfo.InvariantCulture, $"color=black:r=1:s={plan.Video.Picture.Width}x{plan.Video.Picture.Height}")) : [],
        .. run.Audio is null && plan.Audio is not null ? Generated(string.Create(CultureInfo.InvariantCulture, $"anullsrc=r={plan.Audio.SampleRate}:cl={Layout}")) : [],
        .. plan.Video is null ? [] : run.Video is null ? ["-map", "1:v:0"] : new[] { "-map", "0:v:0" },
        .. plan.Audio is null ? [] : run.Audio is null ? ["-map", "1:a:0"] : new[] { "-map", "0:a:0" },
        .. plan.Video is null ? [] : EncodesVideo ? Video(plan.Video) : ["-c:v", "copy"],
        .. plan.Audio is null ? [] : EncodesAudio ? Audio(plan.Audio) : ["-c:a", "copy"],
        "-copypriorss", "1", "-threads", "1",
        .. CopyArguments.Stream,
    ];

    private string Layout => plan.Audio!.Channels == 1 ? "mono" : "stereo";

    private string[] Generated(string source) =>
    [
        "-f", "lavfi", "-t", Seconds(run.Packets.Timeline.DurationUs), "-itsoffset", Seconds(startUs), "-i", source,
    ];

    private IEnumerable<string> Video(VideoTrack video)
    {
        var (width, height) = video.Picture.Display;
        // The picture as it is displayed, within that of the first run, and back to how that is coded.
        string[] filters =
        [
            .. Turn(run.Video?.Picture.Rotation ?? 0),
            "scale=w='max(2,trunc(iw*sar/2)*2)':h=ih,setsar=1",
            string.Create(CultureInfo.InvariantCulture, $"scale={width}:{height}:force_original_aspect_ratio=decrease:force_divisible_by=2,pad={width}:{height}:(ow-iw)/2:(oh-ih)/2"),
            .. Turn((360 - video.Picture.Rotation) % 360),
            string.Create(CultureInfo.InvariantCulture, $"scale={video.Picture.Width}:{video.Picture.Height},setsar={video.Picture.PixelAspect:0.######},format={video.PixelFormat}"),
        ];
        return
        [
            "-vf", string.Join(',', filters),
            // As many frames as there are, at their own times.
            "-fps_mode", "vfr", "-r", "30", "-enc_time_base", "1:1000",
            .. plan.VideoCodec switch
            {
                "vp8" => ["-c:v", "libvpx", "-deadline", "good", "-cpu-used", "5", "-crf", "10", "-b:v", "4M"],
                "vp9" => ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "7", "-crf", "30", "-b:v", "0"],
                "av1" => ["-c:v", "libaom-av1", "-usage", "realtime", "-cpu-used", "9", "-crf", "30"],
                "hevc" => ["-c:v", "libx265", "-preset", "veryfast", "-x265-params", "pools=none:frame-threads=1:repeat-headers=1:log-level=error"],
                _ => new[] { "-c:v", "libx264", "-preset", "veryfast", "-bsf:v", "dump_extra" },
            },
            "-g", "60", "-force_key_frames", "expr:gte(t,n_forced*2)",
        ];
    }

    private IEnumerable<string> Audio(AudioTrack audio) =>
    [
        "-c:a", plan.AudioCodec == "opus" ? "libopus" : "aac",
        "-b:a", plan.AudioCodec == "opus" ? "96k" : "128k",
        "-ac", Math.Min(audio.Channels, 2).ToString(CultureInfo.InvariantCulture),
        "-ar", plan.AudioCodec == "opus" ? "48000" : audio.SampleRate.ToString(CultureInfo.InvariantCulture),
    ];

    /// <summary>The filters that turn a picture clockwise.</summary>
    private static IEnumerable<string> Turn(int degrees) => degrees switch
    {
        90 => ["transpose=clock"],
        180 => ["hflip", "vflip"],
        270 => ["transpose=cclock"],
        _ => [],
    };

    private static string Seconds(long microseconds) => (microseconds / 1_000_000m).ToString("0.######", CultureInfo.InvariantCulture);
}
