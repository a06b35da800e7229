using System.Globalization;
using Kubrick.Storage.Containers;
using Kubrick.Transcoder.Containers;
using Kubrick.Transcoder.Packaging;

namespace Kubrick.Transcoder.FFmpeg;

/// <summary>Builds FFmpeg's command line. The options were chosen by measurement: leaving one out mostly costs frames, sync or latency.</summary>
internal static class FFmpegArguments
{
    /// <summary>The longest distance of keyframes, in frames, when the recorder's own are further apart.</summary>
    private const int MaxFramesBetweenKeyframes = 60;

    /// <summary>The largest fragment, in bytes; a single frame may exceed it.</summary>
    internal const int MaxFragmentBytes = 16 << 20;

    /// <summary>The arguments, one by one.</summary>
    public static IReadOnlyList<string> Build(FFmpegPlan plan) => [.. Input(plan), .. Video(plan), .. Audio(plan), .. Output(plan)];

    private static IEnumerable<string> Input(FFmpegPlan plan) =>
    [
        "-hide_banner", "-nostats", "-loglevel", "repeat+level+warning",
        // It drops frames without a message, and tells only here how many.
        "-progress", "pipe:2", "-stats_period", "2",
        // Damaged input is no failure of FFmpeg: its exit code reports its own.
        "-max_error_rate", "1",
        // The recorder's own times, so that two workers make the same output from the same bytes.
        "-copyts",
        "-f", plan.Source.Container == ContainerKind.Mp4 ? "mp4" : "matroska",
        // It applies the matrix of MP4. Versions differ in what they know of Matroska's roll.
        .. plan.Source.Container == ContainerKind.Mp4 ? Array.Empty<string>() : ["-noautorotate"],
        .. Probing(plan),
        // A frame that claims to be larger is not decoded, and nothing is allocated for it.
        "-max_pixels", plan.Options.MaxPixels.ToString(CultureInfo.InvariantCulture),
        // Decoding in several threads delays a frame for each.
        "-threads", "1",
        "-i", "pipe:0",
        "-map", "0:v:0?", "-map", "0:a:0?",
    ];

    private static IEnumerable<string> Probing(FFmpegPlan plan) => plan.CopiesVideo
        // The initialisation section of copied video describes its first frame, which may follow some audio: without that frame FFmpeg writes a section that cannot be played. It
        // stops probing at that frame.
        ? ["-probesize", "1000000", "-fpsprobesize", "0"]
        // The header is sufficient: probing more of the input costs over a second.
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
            // As many frames as there are in the input, at their own times to the millisecond. The rate only determines the bit budget of a frame.
            "-fps_mode", "vfr", "-r", "30", "-enc_time_base", "1:1000",
            "-vf", Filters(plan.Source.Container, video, plan.Quality),
            "-c:v", "libx264", "-preset", plan.Options.Preset, "-tune", "zerolatency", "-pix_fmt", "yuv420p",
            "-b:v", rate, "-maxrate", rate, "-bufsize", rate,
            // Keyframes where the recorder's are, so that a worker that resumes the stream cuts it at the same places.
            "-force_key_frames", "source", "-sc_threshold", "0", "-g", MaxFramesBetweenKeyframes.ToString(CultureInfo.InvariantCulture),
        ];
    }

    private static string Filters(ContainerKind container, SourceTrack video, VideoQuality quality) => string.Join(',', [
        // Fields that are woven into a frame could not be separated again.
        .. video.Avc is { IsProgressive: false } ? ["yadif=deint=interlaced"] : Array.Empty<string>(),
        .. Turn(container, video),
        .. Fit(container, video, quality),
    ]);

    /// <summary>Cuts off what is not shown, and turns the frame upright.</summary>
    private static IEnumerable<string> Turn(ContainerKind container, SourceTrack video)
    {
        var geometry = video.Geometry;
        var isTurned = container == ContainerKind.Mp4;
        var crop = isTurned ? geometry.Crop.Turned(geometry.IsMirrored, geometry.Rotation) : geometry.Crop;
        if (crop != FrameCrop.None)
        {
            var (width, height) = isTurned && geometry.IsQuarterTurn ? (video.Height, video.Width) : (video.Width, video.Height);
            var (x, y) = (crop.Left + crop.Right, crop.Top + crop.Bottom);
            // Later versions of FFmpeg crop themselves: a frame of the final size stays. One that becomes smaller in the middle keeps something.
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $@"crop=if(eq(iw\,{width - x})\,iw\,max(iw-{x}\,2)):if(eq(ih\,{height - y})\,ih\,max(ih-{y}\,2)):if(eq(iw\,{width - x})\,0\,{crop.Left}):if(eq(ih\,{height - y})\,0\,{crop.Top})");
        }

        switch (isTurned ? 0 : geometry.Rotation)
        {
            case 90:
                yield return "transpose=clock";
                break;
            case 180:
                yield return "hflip";
                yield return "vflip";
                break;
            case 270:
                yield return "transpose=cclock";
                break;
        }
    }

    /// <summary>Makes pixels square, and the frame as large as the output, in one step: an intermediate frame could be of any size.</summary>
    private static string[] Fit(ContainerKind container, SourceTrack video, VideoQuality quality)
    {
        var pixel = PixelAspect(container, video.Geometry);
        if (video.Width <= 0 || video.Height <= 0)
        {
            return [$@"scale=max(2\,trunc(iw*min(1\,{pixel})/2)*2):max(2\,trunc(ih*min(1\,1/({pixel}))/2)*2)", "setsar=1"];
        }

        // The size stays when the recorder's changes: players handle a new size badly, and the initialisation section has the first.
        var (shownWidth, shownHeight) = video.Shown;
        var (width, height) = quality.Fit(shownWidth, shownHeight);
        var aspect = $"(iw/ih*{pixel})";
        return
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $@"scale=max(2\,trunc((min({width}\,{height}*{aspect})+1)/2)*2):max(2\,trunc((min({height}\,{width}/{aspect})+1)/2)*2)"),
            string.Create(CultureInfo.InvariantCulture, $"pad={width}:{height}:(ow-iw)/2:(oh-ih)/2"),
            "setsar=1",
        ];
    }

    /// <summary>The shape of pixels of the upright frame, as a number or an expression of FFmpeg.</summary>
    private static string PixelAspect(ContainerKind container, VideoGeometry geometry)
    {
        if (container == ContainerKind.Mp4 && geometry.PixelAspect == 1)
        {
            // The header may not say it, and the frames do.
            return string.Create(CultureInfo.InvariantCulture, $@"if(between(sar\,{1 / VideoGeometry.MaxAspect}\,{VideoGeometry.MaxAspect})\,sar\,1)");
        }

        // FFmpeg takes Matroska's display size for that of the frame before it is cropped.
        return (geometry.IsQuarterTurn ? 1 / geometry.PixelAspect : geometry.PixelAspect).ToString("0.######", CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string> Audio(FFmpegPlan plan) =>
        plan.Source.Audio is null ? [] : ["-c:a", "aac", "-b:a", "128k", "-ar", "48000", "-ac", "2"];

    private static IEnumerable<string> Output(FFmpegPlan plan) =>
    [
        // Audio that stops must not delay video for 10 s. MP4 recorders send a second or more of video before its audio, so audio may lag that much.
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
        // FFmpeg guesses the bit rate of copied media from its first bytes: another worker would write another initialisation section.
        "-write_btrt", "0",
        // Short fragments: parts are joined from them.
        "-frag_duration", parts.FragmentUs.ToString(CultureInfo.InvariantCulture),
        // Copied media may be many large frames that all claim the same time: by its duration such a fragment would never end, and FFmpeg keeps it in memory. No real fragment is so
        // large.
        "-frag_size", MaxFragmentBytes.ToString(CultureInfo.InvariantCulture),
    ];
}
