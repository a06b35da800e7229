using Kubrick.Transcoder.Originals;

namespace Kubrick.Transcoder.Previews;

/// <summary>
/// What the seekable copy of an original becomes. The first run with video decides the video, the first with audio the audio: runs that match are copied, others are encoded to match.
/// </summary>
/// <param name="IsWebM">Whether it is WebM; otherwise MP4.</param>
/// <param name="Video">The video; null when no run has any.</param>
/// <param name="VideoCodec">Its codec.</param>
/// <param name="Audio">The audio; null when no run has any.</param>
/// <param name="AudioCodec">Its codec.</param>
/// <param name="HasParametersInBand">Whether the runs' parameters of H.264 or HEVC differ, so that they stand before each keyframe.</param>
internal sealed record CopyPlan(bool IsWebM, VideoTrack? Video, string? VideoCodec, AudioTrack? Audio, string? AudioCodec, bool HasParametersInBand)
{
    /// <summary>Plans the copy of an original.</summary>
    public static CopyPlan For(Original original)
    {
        var video = original.Runs.Select(run => run.Video).FirstOrDefault(track => track is not null);
        var audio = original.Runs.Select(run => run.Audio).FirstOrDefault(track => track is not null);
        var videoCodec = video?.Codec is null or "vp8" or "vp9" or "av1" or "h264" or "hevc" ? video?.Codec : "h264";
        var isWebM = videoCodec switch
        {
            "vp8" => true,
            "h264" or "hevc" => false,
            _ => audio?.Codec is not ("aac" or "mp3"),
        };
        var audioCodec = audio?.Codec switch
        {
            null => null,
            "opus" => "opus",
            "vorbis" when isWebM => "vorbis",
            "aac" or "mp3" when !isWebM => audio.Codec,
            _ => isWebM ? "opus" : "aac",
        };

        // Encoders write parameters of their own: where some runs are encoded, only codecs with a fixed header can be joined with copied ones.
        if (audioCodec is "vorbis" or "mp3" && original.Runs.Any(run => !Matches(run.Audio, audio)))
        {
            audioCodec = isWebM ? "opus" : "aac";
        }

        var plan = new CopyPlan(isWebM, video, videoCodec, audio, audioCodec, HasParametersInBand: false);
        return plan with
        {
            HasParametersInBand = videoCodec is "h264" or "hevc" && original.Runs.Any(plan.CopiesVideo)
                && original.Runs.Any(run => !plan.CopiesVideo(run) || run.Video?.Parameters != video?.Parameters),
        };
    }

    /// <summary>Whether the whole original is copied in one step; times are moved in a stream of Matroska only (<see cref="RunTimeline.Filter"/>).</summary>
    public bool IsOneStep(Original original) => original.Runs is [var run] && CopiesVideo(run) && CopiesAudio(run) && (IsWebM || run.Packets.Timeline.IsContinuous);

    /// <summary>Whether a run's video is copied.</summary>
    public bool CopiesVideo(OriginalRun run) => Video is null || (run.Video is { } track && track.Codec == VideoCodec && track.Picture == Video.Picture && Depth(track) == Depth(Video));

    /// <summary>Whether a run's audio is copied.</summary>
    public bool CopiesAudio(OriginalRun run) => Audio is null || (Matches(run.Audio, Audio) && Audio.Codec == AudioCodec);

    /// <summary>The pixel format without the range of its values, which stands in the parameters of the codec.</summary>
    private static string Depth(VideoTrack track) => track.PixelFormat.Replace("yuvj", "yuv", StringComparison.Ordinal);

    private static bool Matches(AudioTrack? track, AudioTrack? other) =>
        track?.Codec == other?.Codec && track?.SampleRate == other?.SampleRate && track?.Channels == other?.Channels && track?.Parameters == other?.Parameters;
}
