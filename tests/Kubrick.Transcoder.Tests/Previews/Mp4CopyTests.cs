using Kubrick.Transcoder.Tests.Fixtures;

namespace Kubrick.Transcoder.Tests.Previews;

/// <summary>The copy in H.264 and AAC.</summary>
public sealed class Mp4CopyTests : PreviewTests
{
    [Theory]
    [InlineData("vp8")]
    [InlineData("vp8-resize")]
    public async Task Other_codecs_are_encoded_frame_by_frame(string name)
    {
        var copy = await MakeCopyAsync(Fixture.Load(name).Bytes);

        var mp4 = await Maker.MakeMp4Async(copy, Folder, Cancel);

        Assert.Equal(("video.mp4", "video/mp4"), (mp4.Name, mp4.MimeType));
        Assert.Equal(("h264", "320", "180", "yuv420p"), (await StreamAsync(mp4.Path, "codec_name"), await StreamAsync(mp4.Path, "width"), await StreamAsync(mp4.Path, "height"), await StreamAsync(mp4.Path, "pix_fmt")));
        var bytes = await File.ReadAllBytesAsync(mp4.Path, Cancel);
        Assert.True(bytes.AsSpan().IndexOf("moov"u8) < bytes.AsSpan().IndexOf("mdat"u8));
        Assert.Equal(copy.Tracks.VideoPackets, (await PacketsAsync(mp4.Path)).Count(packet => packet.IsVideo));
        Assert.Equal("aac", (await Maker.OpenCopyAsync(mp4.Path, Cancel))?.Facts.AudioCodec);
    }

    [Fact]
    public async Task H264_and_AAC_are_copied()
    {
        var copy = await MakeCopyAsync(await MadeClip.H264Async());

        var mp4 = await Maker.MakeMp4Async(copy, Folder, Cancel);

        Assert.Equal((await PacketsAsync(copy.File.Path)).Select(packet => packet.Size), (await PacketsAsync(mp4.Path)).Select(packet => packet.Size));
    }

    [Fact]
    public async Task H264_that_players_refuse_is_encoded()
    {
        var copy = await MakeCopyAsync(await MadeClip.H264Async("-pix_fmt", "yuv420p10le", "-bf", "2"));

        var mp4 = await Maker.MakeMp4Async(copy, Folder, Cancel);

        Assert.Equal("yuv420p", await StreamAsync(mp4.Path, "pix_fmt"));
    }

    [Fact]
    public async Task Audio_alone_becomes_an_MP4_of_audio()
    {
        var copy = await MakeCopyAsync(Fixture.Load("opus-audio-only").Bytes);

        var mp4 = await Maker.MakeMp4Async(copy, Folder, Cancel);

        Assert.Equal("aac", await StreamAsync(mp4.Path, "codec_name"));
        var first = Hash(mp4);
        Assert.Equal(first, Hash(await Maker.MakeMp4Async(copy, Folder, Cancel)));
    }
}
