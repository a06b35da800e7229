using System.Globalization;
using Kubrick.Transcoder.Containers;
using Kubrick.Transcoder.Packaging;

namespace Kubrick.Transcoder.FFmpeg;

/// <summary>Builds FFmpeg's command line. Why every option is there was measured; few of them can be left out without a loss of frames, sync or time.</summary>
internal static class FFmpegArguments
{
    /// <summary>The longest time between keyframes, in frames, where the recorder's own come less often.</summary>
    private const int MostFramesBetweenKeyframes = 60;

    /// <summary>A fragment ends before it is larger, in bytes; one picture may be.</summary>
    internal const int MostFragmentBytes = 16 << 20;

    /// <summary>The arguments, one by one.</summary>
    public static IReadOnlyList<string> Build(FFmpegPlan plan) => [.. Input(plan), .. Video(plan), .. Audio(plan), .. Output(plan)];

    private static IEnumerable<string> Input(FFmpegPlan plan) =>
    [
        "-hide_banner", "-nostats", "-loglevel", "repeat+level+warning",
        // However much of the input is damaged, that is no failure of FFmpeg: its exit code tells of its own.
        "-max_error_rate", "1",
        // The recorder's own times, so that two workers make the same of the same bytes.
        "-copyts",
        "-f", plan.Source.Container == ContainerKind.Mp4 ? "mp4" : "matroska",
        .. Probing(plan),
        // A picture that says it is larger is not decoded, and nothing is allocated for it.
        "-max_pixels", plan.Options.MaxPixels.ToString(CultureInfo.InvariantCulture),
        // Decoding in several threads holds back a frame for each.
        "-threads", "1",
        "-i", "pipe:0",
        "-map", "0:v:0?", "-map", "0:a:0?",
    ];

    private static IEnumerable<string> Probing(FFmpegPlan plan) => plan.CopiesVideo
        // What is passed on is described from its own first picture, which may come after some sound: without having seen it FFmpeg would write an initialisation
        // section that nobody can play. It stops looking as soon as it knows.
        ? ["-probesize", "1000000", "-fpsprobesize", "0"]
        // The header tells all: looking at more of the input first costs more than a second.
        : ["-probesize", "32", "-analyzeduration", "0"];

    private static IEnumerable<string> Video(FFmpegPlan plan)
    {
        if (plan.Source.Video is not { } video)
        {
            return [];
        }

        if (plan.CopiesVideo)
        {
            return ["-c:v", "copy"];
        }

        var rate = string.Create(CultureInfo.InvariantCulture, $"{plan.Quality.KilobitsPerSecond}k");
        return
        [
            // As many frames as came, at their own times to the millisecond. The rate only tells the encoder how many bits a frame may have.
            "-fps_mode", "vfr", "-r", "30", "-enc_time_base", "1:1000",
            "-vf", Filter(video, plan.Quality),
            "-c:v", "libx264", "-preset", plan.Options.Preset, "-tune", "zerolatency", "-pix_fmt", "yuv420p",
            "-b:v", rate, "-maxrate", rate, "-bufsize", rate,
            // The recorder's keyframes are ours: whoever goes on with the stream cuts it at the same places.
            "-force_key_frames", "source", "-sc_threshold", "0", "-g", MostFramesBetweenKeyframes.ToString(CultureInfo.InvariantCulture),
        ];
    }

    private static string Filter(SourceTrack video, VideoQuality quality)
    {
        if (video.Width <= 0 || video.Height <= 0)
        {
            return "scale=trunc(iw/2)*2:trunc(ih/2)*2,setsar=1";
        }

        // The size stays when the recorder's changes: players do not like a new one, and the initialisation section tells the first.
        var (width, height) = quality.Fit(video.Width, video.Height);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"scale={width}:{height}:force_original_aspect_ratio=decrease:force_divisible_by=2,pad={width}:{height}:(ow-iw)/2:(oh-ih)/2,setsar=1");
    }

    private static IEnumerable<string> Audio(FFmpegPlan plan) =>
        plan.Source.Audio is null ? [] : ["-c:a", "aac", "-b:a", "128k", "-ar", "48000", "-ac", "2"];

    private static IEnumerable<string> Output(FFmpegPlan plan) =>
    [
        // Sound that stops must not hold the picture back for 10 s. MP4 brings the picture of a second or more before the sound of it, and so it may lag so much.
        "-max_interleave_delta", plan.Source.Container == ContainerKind.Mp4 ? "5000000" : "300000",
        "-avoid_negative_ts", "disabled",
        "-output_ts_offset", FFmpegPlan.TimeOffset.TotalSeconds.ToString(CultureInfo.InvariantCulture),
        .. plan.Options.Container == OutputContainer.MpegTs ? TransportStream() : Fragments(new PartRules(plan.Options.PartDuration)),
        "-flush_packets", "1",
        "pipe:1",
    ];

    private static IEnumerable<string> TransportStream() =>
        ["-muxdelay", "0", "-muxpreload", "0", "-f", "mpegts", "-mpegts_flags", "+pat_pmt_at_frames"];

    private static IEnumerable<string> Fragments(PartRules parts) =>
    [
        "-f", "mp4", "-movflags", "+frag_keyframe+empty_moov+default_base_moof+frag_discont",
        // The bit rate of what is passed on is guessed from what comes first: another worker would make another initialisation section of it.
        "-write_btrt", "0",
        // Short ones: parts are put together of them.
        "-frag_duration", parts.FragmentUs.ToString(CultureInfo.InvariantCulture),
        // What is passed on may be many pictures of many bytes that all claim the same time: by its duration a fragment would never end, and FFmpeg keeps it in memory. No real one is so large.
        "-frag_size", MostFragmentBytes.ToString(CultureInfo.InvariantCulture),
    ];
}
