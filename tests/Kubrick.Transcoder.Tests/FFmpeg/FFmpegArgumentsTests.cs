using Kubrick.Storage.Containers;
using Kubrick.Transcoder.Containers;
using Kubrick.Transcoder.FFmpeg;

namespace Kubrick.Transcoder.Tests.FFmpeg;

public sealed class FFmpegArgumentsTests
{
    private static readonly SourceTrack Audio = new(2, TrackKind.Audio, "A_OPUS", 0, 0, 1000);

    [Fact]
    public void Video_is_encoded_with_the_recorders_keyframes_and_times()
    {
        var line = Line(Plan(ContainerKind.Matroska, "720p", Video("V_VP8", 1280, 720), Audio));

        Assert.Contains("-copyts -f matroska -noautorotate -probesize 32 -analyzeduration 0 -max_pixels 9437184 -threads 1 -i pipe:0", line, StringComparison.Ordinal);
        Assert.Contains("-fps_mode vfr", line, StringComparison.Ordinal);
        Assert.Contains("-c:v libx264 -preset veryfast -tune zerolatency", line, StringComparison.Ordinal);
        Assert.Contains("-b:v 2500k -maxrate 2500k -bufsize 2500k -force_key_frames source -sc_threshold 0 -g 60", line, StringComparison.Ordinal);
        Assert.Contains("-c:a aac -b:a 128k -ar 48000 -ac 2", line, StringComparison.Ordinal);
        Assert.Contains("-avoid_negative_ts disabled -output_ts_offset 10 -f mp4 -movflags +frag_keyframe+empty_moov+default_base_moof+frag_discont", line, StringComparison.Ordinal);
        Assert.Contains("-frag_duration 29400", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("V_MPEG4/ISO/AVC", true, true)]
    [InlineData("avc1", true, true)]
    [InlineData("avc3", true, true)]
    [InlineData("avc1", false, false)]
    [InlineData("V_VP9", true, false)]
    public void Only_H264_is_copied_and_only_when_the_settings_allow(string codec, bool isAllowed, bool isCopied)
    {
        var line = Line(Plan(ContainerKind.Matroska, "720p", new TranscoderOptions { CopyH264 = isAllowed }, Video(codec, 1280, 720)));

        Assert.Equal(isCopied, line.Contains("-c:v copy", StringComparison.Ordinal));
        Assert.Equal(!isCopied, line.Contains("libx264", StringComparison.Ordinal));
    }

    [Fact]
    public void Audio_alone_has_no_video_options()
    {
        var line = Line(Plan(ContainerKind.Matroska, "720p", Audio));

        Assert.DoesNotContain("-c:v", line, StringComparison.Ordinal);
        Assert.DoesNotContain("-vf", line, StringComparison.Ordinal);
        Assert.Contains("-c:a aac", line, StringComparison.Ordinal);
    }

    [Fact]
    public void MP4_is_read_as_MP4_and_its_audio_may_lag_far_behind_its_video()
    {
        var line = Line(Plan(ContainerKind.Mp4, "720p", Video("vp09", 640, 360), Audio));

        Assert.Contains("-f mp4 -probesize", line, StringComparison.Ordinal);
        Assert.Contains("-max_interleave_delta 5000000", line, StringComparison.Ordinal);
    }

    [Fact]
    public void The_settings_select_a_transport_stream()
    {
        var line = Line(Plan(ContainerKind.Matroska, "480p", new TranscoderOptions { Container = OutputContainer.MpegTs }, Video("V_VP8", 640, 480), Audio));

        Assert.Contains("-f mpegts", line, StringComparison.Ordinal);
        Assert.DoesNotContain("movflags", line, StringComparison.Ordinal);
        Assert.Contains("-b:v 1000k", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("480p", 1280, 720, 854, 480)]
    [InlineData("720p", 1920, 1080, 1280, 720)]
    [InlineData("1080p", 3840, 2160, 1920, 1080)]
    [InlineData("720p", 640, 360, 640, 360)]
    [InlineData("720p", 641, 361, 642, 362)]
    [InlineData("720p", 1080, 1920, 720, 1280)]
    [InlineData("720p", 1440, 1080, 960, 720)]
    [InlineData("720p", 4000, 10, 2880, 8)]
    [InlineData("720p", 2560, 1080, 1706, 720)]
    public void Video_is_scaled_down_with_its_aspect_ratio_and_never_up(string quality, int width, int height, int madeWidth, int madeHeight) =>
        Assert.Equal((madeWidth, madeHeight), VideoQuality.Of(quality).Fit(width, height));

    private static SourceTrack Video(string codec, int width, int height) => new(1, TrackKind.Video, codec, width, height, 1000);

    private static FFmpegPlan Plan(ContainerKind container, string quality, params SourceTrack[] tracks) => Plan(container, quality, new TranscoderOptions(), tracks);

    private static FFmpegPlan Plan(ContainerKind container, string quality, TranscoderOptions options, params SourceTrack[] tracks) =>
        new(new SourceHeader(container, default, tracks), VideoQuality.Of(quality), options);

    private static string Line(FFmpegPlan plan) => string.Join(' ', FFmpegArguments.Build(plan));
}
