using Kubrick.Transcoder.FFmpeg;
using Kubrick.Transcoder.Originals;
using Kubrick.Transcoder.Tests.Fixtures;
using Microsoft.Extensions.Options;
using static Kubrick.Transcoder.Tests.Containers.MadeMatroska;

namespace Kubrick.Transcoder.Tests.Originals;

public sealed class OriginalReaderTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"kubrick-original-{Guid.NewGuid():N}");

    public static TheoryData<string> Undecodable =>
    [
        "",
        Convert.ToHexString("no media at all"u8),
        Convert.ToHexString(new byte[5000]),
        // A header without media, cut off, and without tracks.
        Convert.ToHexString(Header),
        Convert.ToHexString(Header[..60]),
        Convert.ToHexString([.. Element("1A45DFA3", Element("4282", "webm"u8.ToArray())), .. Id("18538067"), .. Unknown]),
        // The first bytes of MP4, and then nothing.
        Convert.ToHexString([0, 0, 0, 24, .. "ftypisom"u8, 0, 0, 0, 0, .. "isomiso2"u8, 0, 0, 0, 100, .. "moov"u8]),
        // A playlist: it may name nothing that is opened.
        Convert.ToHexString("#EXTM3U\n#EXTINF:1\nfile:///etc/passwd\n"u8),
    ];

    public void Dispose() => File.Delete(path);

    [Theory]
    [MemberData(nameof(Undecodable))]
    public async Task Bytes_without_media_are_undecodable(string hex) =>
        Assert.Equal(new Inspection.Undecodable("The file contains no decodable video or audio."), await InspectAsync(Convert.FromHexString(hex)));

    [Fact]
    public async Task Video_with_too_many_pixels_is_refused()
    {
        byte[] bytes =
        [
            .. Element("1A45DFA3", Element("4282", "webm"u8.ToArray())), .. Id("18538067"), .. Unknown,
            .. Element("1654AE6B", Element("AE", Element("D7", [1]), Element("83", [1]), Element("86", "V_VP8"u8.ToArray()), Element("E0", Element("B0", [0x40, 0]), Element("BA", [0x40, 0])))),
            .. Cluster(0), .. SimpleBlock(1, 0, true),
        ];

        Assert.Equal(new Inspection.Undecodable("The video has more pixels than this service accepts."), await InspectAsync(bytes));
    }

    [Theory]
    [MemberData(nameof(Fixture.Names), MemberType = typeof(Fixture))]
    public async Task Tracks_and_packets_are_those_that_ffprobe_finds(string name)
    {
        var bytes = Fixture.Load(name).Bytes;
        var packets = await MediaTool.ProbeAsync(bytes);

        var run = Assert.Single(Assert.IsType<Inspection.Readable>(await InspectAsync(bytes)).Original.Runs);

        Assert.Equal((packets.Count(packet => packet.IsVideo), packets.Count(packet => !packet.IsVideo)), ((int)run.Packets.Video, (int)run.Packets.Audio));
        Assert.Equal(packets.Count(packet => packet is { IsVideo: true, IsKeyframe: true }), run.Packets.Keyframes);
        Assert.Equal(packets.Any(packet => packet.IsVideo) ? (320, 180) : (0, 0), (run.Video?.Picture.Width ?? 0, run.Video?.Picture.Height ?? 0));
        Assert.Equal(packets.Any(packet => !packet.IsVideo), run.Audio is not null);
        Assert.True(run.Packets.Timeline.IsContinuous);
    }

    [Fact]
    public async Task A_track_that_the_header_names_and_that_has_no_packets_is_no_track()
    {
        var silent = await MediaTool.RunAsync("ffmpeg", ["-v", "error", "-i", "pipe:0", "-c", "copy", "-bsf:a", "noise=drop=1", "-f", "webm", "-live", "1", "pipe:1"], Fixture.Load("vp8").Bytes);

        var run = Assert.Single(Assert.IsType<Inspection.Readable>(await InspectAsync(silent)).Original.Runs);

        Assert.NotNull(run.Video);
        Assert.Null(run.Audio);
    }

    [Fact]
    public async Task A_broken_ffprobe_is_a_failure_and_no_verdict_on_the_file()
    {
        await File.WriteAllBytesAsync(path, Fixture.Load("vp8").Bytes, TestContext.Current.CancellationToken);
        var options = Options.Create(new TranscoderOptions { FFprobePath = "/nowhere/ffprobe" });

        await Assert.ThrowsAsync<FFmpegException>(() => new OriginalReader(new FFmpegTool(options), options).InspectAsync(path, TestContext.Current.CancellationToken));
    }

    private async Task<Inspection> InspectAsync(byte[] bytes)
    {
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        var options = Options.Create(new TranscoderOptions());
        return await new OriginalReader(new FFmpegTool(options), options).InspectAsync(path, TestContext.Current.CancellationToken);
    }
}
