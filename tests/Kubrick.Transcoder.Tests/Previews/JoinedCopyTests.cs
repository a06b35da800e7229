using Kubrick.Transcoder.Tests.Fixtures;

namespace Kubrick.Transcoder.Tests.Previews;

/// <summary>The seekable copy of several containers, one after the other.</summary>
public sealed class JoinedCopyTests : PreviewTests
{
    [Theory]
    [InlineData("vp8", "vp8")]
    [InlineData("vp9", "vp9")]
    [InlineData("h264", "h264-late-picture")]
    [InlineData("mp4", "mp4")]
    [InlineData("opus-audio-only", "opus-audio-only")]
    [InlineData("vp8-video-only", "vp8-video-only")]
    public async Task Containers_of_one_kind_are_joined_packet_by_packet(string one, string two)
    {
        byte[][] pieces = [Fixture.Load(one).Bytes, Fixture.Load(two).Bytes];
        var (first, second) = (await MediaTool.ProbeAsync(pieces[0]), await MediaTool.ProbeAsync(pieces[1]));

        var copy = await MakeCopyAsync(pieces);

        var packets = await PacketsAsync(copy.File.Path);
        Assert.Equal(first.Count(packet => packet.IsVideo) + second.Count(packet => packet.IsVideo), packets.Count(packet => packet.IsVideo));
        Assert.Equal(first.Count(packet => !packet.IsVideo) + second.Count(packet => !packet.IsVideo), packets.Count(packet => !packet.IsVideo));
        AssertContinuous(packets);
        // Within the second container audio and video have the distance that its recorder gave them.
        // Matroska takes Opus' lead-in of 80 ms, which Chromium's MP4 names, off the time of audio.
        var tolerance = one == "mp4" ? 82_000 : 2000;
        foreach (var isVideo in new[] { true, false })
        {
            var skipped = first.Count(packet => packet.IsVideo == isVideo);
            var moved = packets.Where(packet => packet.IsVideo == isVideo).Skip(skipped).Zip(second.Where(packet => packet.IsVideo == isVideo), (made, source) => made.TimeUs - source.TimeUs).ToList();
            Assert.All(moved, distance => Assert.InRange(distance - Moved(packets, first, second), -tolerance, tolerance));
        }
    }

    [Fact]
    public async Task A_container_of_another_codec_and_size_is_encoded_to_those_of_the_first()
    {
        byte[][] pieces = [await MadeClip.WebMAsync(), await MadeClip.OtherRecorderAsync(), await MadeClip.WebMAsync()];

        var copy = await MakeCopyAsync(pieces);

        Assert.Equal(("vp8", "opus", 160, 120), (copy.Facts.VideoCodec, copy.Facts.AudioCodec, copy.Facts.Width, copy.Facts.Height));
        Assert.InRange(copy.Facts.Duration, 11.9, 12.3);
        var packets = await PacketsAsync(copy.File.Path);
        Assert.Equal(300, packets.Count(packet => packet.IsVideo));
        AssertContinuous(packets);
        Assert.Equal(300, await MediaTool.CountFramesAsync(await File.ReadAllBytesAsync(copy.File.Path, Cancel)));
    }

    [Fact]
    public async Task H264_with_other_parameters_is_copied_and_decodes_after_the_joint()
    {
        var (one, two) = (await MadeClip.H264Async("-bf", "0"), await MadeClip.H264Async("-profile:v", "baseline", "-refs", "3", "-level", "4.2"));

        var copy = await MakeCopyAsync(one, two);

        Assert.Equal("avc3", copy.Tracks.Video?.Tag);
        var packets = await PacketsAsync(copy.File.Path);
        Assert.Equal(200, packets.Count(packet => packet.IsVideo));
        AssertContinuous(packets);
    }

    [Fact]
    public async Task MP4_after_WebM_becomes_part_of_one_WebM()
    {
        var copy = await MakeCopyAsync(Fixture.Load("vp8").Bytes, Fixture.Load("mp4").Bytes);

        Assert.Equal("vp8", copy.Facts.VideoCodec);
        AssertContinuous(await PacketsAsync(copy.File.Path));
        Assert.InRange(copy.Facts.Duration, 7.5, 8.3);
    }

    [Fact]
    public async Task A_container_without_audio_is_silent_and_one_without_video_is_black()
    {
        var copy = await MakeCopyAsync(Fixture.Load("vp8").Bytes, Fixture.Load("vp8-video-only").Bytes, Fixture.Load("opus-audio-only").Bytes);

        var packets = await PacketsAsync(copy.File.Path);
        Assert.InRange(copy.Facts.Duration, 11.2, 12.5);
        AssertContinuous(packets.Where(packet => !packet.IsVideo));
        Assert.InRange(packets.Last(packet => packet.IsVideo).TimeUs, 10_000_000, 12_500_000);
    }

    [Fact]
    public async Task Joining_makes_the_same_bytes_again()
    {
        byte[][] pieces = [Fixture.Load("vp8").Bytes, Fixture.Load("vp9").Bytes];
        var first = Hash((await MakeCopyAsync(pieces)).File);

        Assert.Equal(first, Hash((await MakeCopyAsync(pieces)).File));
    }

    [Fact]
    public async Task Headers_without_media_and_junk_between_containers_are_left_out()
    {
        var vp8 = Fixture.Load("vp8").Bytes;
        var source = await MediaTool.ProbeAsync(vp8);

        var copy = await MakeCopyAsync(vp8[..200], new byte[3000], vp8);

        Assert.Equal(source.Count, (await PacketsAsync(copy.File.Path)).Count);
    }

    /// <summary>The distance by which the second container was moved: that of its earliest packet.</summary>
    private static long Moved(IReadOnlyList<ProbedPacket> made, IReadOnlyList<ProbedPacket> first, IReadOnlyList<ProbedPacket> second)
    {
        var isVideo = second.MinBy(packet => packet.TimeUs)!.IsVideo;
        return made.Where(packet => packet.IsVideo == isVideo).ElementAt(first.Count(packet => packet.IsVideo == isVideo)).TimeUs - second.First(packet => packet.IsVideo == isVideo).TimeUs;
    }

    private static void AssertContinuous(IEnumerable<ProbedPacket> packets)
    {
        foreach (var track in packets.GroupBy(packet => packet.IsVideo))
        {
            // Some fixtures have frames that are shown before earlier ones.
            var times = track.Select(packet => packet.TimeUs).Order().ToList();
            Assert.All(times.Zip(times.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1, 400_000));
        }
    }
}
