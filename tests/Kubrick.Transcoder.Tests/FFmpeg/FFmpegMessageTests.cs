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
    public void Irrelevant_lines_are_skipped(string line) => Assert.Null(FFmpegMessage.Parse(line));

    [Theory]
    [InlineData("[fatal] no", FFmpegSeverity.Fatal)]
    [InlineData("[error] no", FFmpegSeverity.Error)]
    [InlineData("[warning] hm", FFmpegSeverity.Warning)]
    internal void The_severity_is_read_from_the_line(string line, FFmpegSeverity severity) => Assert.Equal(severity, FFmpegMessage.Parse(line)!.Severity);

    [Fact]
    public void An_endless_line_is_truncated() => Assert.InRange(FFmpegMessage.Parse("[error] " + new string('x', 1_000_000))!.Text.Length, 1, 300);
}
