using System.Globalization;
using Kubrick.Transcoder.Originals;

namespace Kubrick.Transcoder.Previews;

/// <summary>Builds FFmpeg's arguments for the seekable copy.</summary>
internal static class CopyArguments
{
    /// <summary>Nothing of the machine, the program or the time is in the output, so the same input makes the same bytes. Tags of the original, such as a phone's place, stay in it.</summary>
    public static readonly string[] Reproducible = ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", "-map_metadata", "-1", "-map_chapters", "-1"];

    /// <summary>
    /// Gives each packet of audio a duration. Those of MediaRecorder's MP4 have none, and the last one would lie behind the end of the track's edit list, where players leave it out.
    /// </summary>
    public static readonly string[] AudioDurations = ["-bsf:a", @"setts=duration=if(gt(DURATION\,0)\,DURATION\,if(gt(NEXT_DTS\,DTS)\,NEXT_DTS-DTS\,PREV_OUTDURATION))"];

    // An entry of the index has about 24 bytes. Less would move the whole file at the end, more only leaves a gap.
    private const int BytesPerCue = 32;
    private const int SecondsPerAudioCue = 4;

    /// <summary>Copies one run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="takesVideo">Whether its video is taken.</param>
    /// <param name="takesAudio">Whether its audio is taken.</param>
    /// <param name="startUs">Where it starts in the output, in µs.</param>
    /// <param name="filter">A bitstream filter before that of the times; null for none.</param>
    public static IEnumerable<string> Copy(OriginalRun run, bool takesVideo, bool takesAudio, long startUs, string? filter = null)
    {
        var timeline = run.Packets.Timeline;
        string?[] filters = [filter, timeline.Filter(isVideo: true, startUs)];
        return
        [
            .. takesVideo ? ["-map", Map(run.Video!.Index)] : Array.Empty<string>(),
            .. takesAudio ? ["-map", Map(run.Audio!.Index)] : Array.Empty<string>(),
            "-c", "copy",
            // The lead-in of audio has negative times.
            "-copypriorss", "1",
            .. takesVideo && filters.Any(name => name is not null) ? ["-bsf:v", string.Join(',', filters.Where(name => name is not null))] : Array.Empty<string>(),
            .. takesAudio && timeline.Filter(isVideo: false, startUs) is { } times ? ["-bsf:a", times] : Array.Empty<string>(),
        ];
    }

    /// <summary>Writes the copy's file, with its index at the start.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="keyframes">How many keyframes video has.</param>
    /// <param name="durationUs">The duration in µs.</param>
    /// <param name="path">The file.</param>
    public static IEnumerable<string> Output(CopyPlan plan, long keyframes, long durationUs, string path) =>
    [
        .. Reproducible,
        .. plan.IsWebM ? WebM(plan.Video is null ? durationUs / 1_000_000 / SecondsPerAudioCue : keyframes) : Mp4(plan),
        $"file:{path}",
    ];

    /// <summary>Matroska as a stream, which other processes read from a pipe.</summary>
    public static readonly string[] Stream = [.. Reproducible, "-f", "matroska", "-live", "1", "pipe:1"];

    private static string[] WebM(long cues) =>
        ["-f", "webm", "-reserve_index_space", Math.Min(1024 + (cues * BytesPerCue), 64 << 20).ToString(CultureInfo.InvariantCulture), "-cues_to_front", "1"];

    private static IEnumerable<string> Mp4(CopyPlan plan) =>
    [
        // By the tag a player knows where the parameters are. Apple's players require hvc1 for HEVC that has them in the header.
        .. (plan.VideoCodec, plan.HasParametersInBand) switch
        {
            ("h264", false) => ["-tag:v", "avc1"],
            ("h264", true) => ["-tag:v", "avc3"],
            ("hevc", false) => ["-tag:v", "hvc1"],
            ("hevc", true) => ["-tag:v", "hev1"],
            _ => Array.Empty<string>(),
        },
        "-f", "mp4", "-movflags", "+faststart",
    ];

    private static string Map(int index) => string.Create(CultureInfo.InvariantCulture, $"0:{index}");
}
