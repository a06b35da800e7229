using Kubrick.Contracts.Streams;
using Kubrick.Transcoder.FFmpeg;

namespace Kubrick.Transcoder.Tests.FFmpeg;

public sealed class FFmpegMessageTests
{
    [Theory]
    [InlineData("[matroska,webm @ 0x56248951f240] [error] EBML header parsing failed", "The recorder's bytes start as WebM, but are not.")]
    [InlineData("[error] pipe:0: End of file", "The recorder sent a header and no media.")]
    [InlineData("[mov,mp4,m4a,3gp,3g2,mj2 @ 0x5622d3c96240] [error] could not find corresponding trex (id 1)", "The recorder's MP4 has no header.")]
    [InlineData("[matroska,webm @ 0x55a] [error] File ended prematurely at pos. 1000 (0x3e8)", "The recorder's bytes end in the middle of a frame.")]
    [InlineData("[h264 @ 0x5591b9] [error] error while decoding MB 12 7, bytestream -5", "[h264] error while decoding MB 12 7, bytestream -5")]
    [InlineData("Segmentation fault", "Segmentation fault")]
    public void Messages_are_explained_and_have_no_addresses(string line, string text) =>
        Assert.Equal(text, FFmpegMessage.Parse(line)!.Text);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("[info] Press [q] to stop")]
    [InlineData("[matroska,webm @ 0x56248951f240] [warning] Stream #0: not enough frames to estimate rate; consider increasing probesize")]
    [InlineData("[mp4 @ 0x5624895344c0] [warning] No meaningful edit list will be written when using empty_moov without delay_moov")]
    [InlineData("frame=  120")]
    [InlineData("fps=29.97")]
    [InlineData("stream_0_0_q=28.0")]
    [InlineData("out_time_us=4000000")]
    [InlineData("speed=   1x")]
    [InlineData("progress=continue")]
    public void Irrelevant_lines_are_skipped(string line) => Assert.Null(FFmpegMessage.Parse(line));

    [Theory]
    [InlineData("[fatal] no", FFmpegSeverity.Fatal)]
    [InlineData("[error] no", FFmpegSeverity.Error)]
    [InlineData("[warning] hm", FFmpegSeverity.Warning)]
    internal void The_severity_is_read_from_the_line(string line, FFmpegSeverity severity) => Assert.Equal(severity, FFmpegMessage.Parse(line)!.Severity);

    [Theory]
    [InlineData("[vist#0:0/vp8 @ 0x5591b9] [dec:vp8 @ 0x5591ba] [error] Error submitting packet to decoder: Invalid data found when processing input", StreamLossKinds.Undecodable, true)]
    [InlineData("[vist#0:0/h264 @ 0x5591b9] [dec:h264 @ 0x5591ba] [warning] corrupt decoded frame", StreamLossKinds.Undecodable, true)]
    [InlineData("[h264 @ 0x5591b9] [error] error while decoding MB 12 7, bytestream -5", StreamLossKinds.Undecodable, false)]
    [InlineData("[mp4 @ 0x5591b9] [error] Application provided invalid, non monotonically increasing dts to muxer in stream 0: 5 >= 4", StreamLossKinds.OutOfOrder, true)]
    [InlineData("[matroska,webm @ 0x55a] [error] File ended prematurely at pos. 1000 (0x3e8)", StreamLossKinds.Damaged, false)]
    [InlineData("[mov,mp4,m4a,3gp,3g2,mj2 @ 0x55a] [error] moof size 7 is invalid", StreamLossKinds.Damaged, false)]
    public void Messages_about_lost_media_have_a_kind(string line, string kind, bool isCounted) =>
        Assert.Equal(new FFmpegLoss(kind, isCounted), FFmpegMessage.Parse(line)!.Loss);

    [Theory]
    [InlineData("[matroska,webm @ 0x55a] [warning] Length 7 indicated by an EBML number's first byte 0x02 exceeds max length 4.")]
    [InlineData("[libx264 @ 0x55a] [error] no")]
    [InlineData("[fatal] no")]
    public void Other_messages_have_none(string line) => Assert.Null(FFmpegMessage.Parse(line)!.Loss);

    [Fact]
    public void FFmpeg_says_how_many_frames_it_has_dropped() => Assert.Equal(7, FFmpegMessage.Parse("drop_frames=7")!.DroppedFrames);

    [Fact]
    public void An_endless_line_is_truncated() => Assert.InRange(FFmpegMessage.Parse("[error] " + new string('x', 1_000_000))!.Text.Length, 1, 300);
}
