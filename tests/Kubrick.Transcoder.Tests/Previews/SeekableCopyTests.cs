using Kubrick.Storage.Containers;
using Kubrick.Transcoder.Containers;
using Kubrick.Transcoder.FFmpeg;
using Kubrick.Transcoder.Originals;
using Kubrick.Transcoder.Previews;
using Kubrick.Transcoder.Tests.Fixtures;

namespace Kubrick.Transcoder.Tests.Previews;

/// <summary>The seekable copy of one container.</summary>
public sealed class SeekableCopyTests : PreviewTests
{
    [Theory]
    [MemberData(nameof(Fixture.Names), MemberType = typeof(Fixture))]
    public async Task The_copy_has_every_packet_at_its_time_a_duration_and_the_index_at_its_start(string name)
    {
        var bytes = Fixture.Load(name).Bytes;
        var source = await MediaTool.ProbeAsync(bytes);

        var copy = await MakeCopyAsync(bytes);

        var packets = await PacketsAsync(copy.File.Path);
        foreach (var isVideo in new[] { true, false })
        {
            var (expected, found) = (source.Where(packet => packet.IsVideo == isVideo).ToList(), packets.Where(packet => packet.IsVideo == isVideo).ToList());
            Assert.Equal(expected.Select(packet => packet.IsKeyframe), found.Select(packet => packet.IsKeyframe));
            Assert.All(expected.Zip(found), pair => Assert.InRange(pair.Second.TimeUs - pair.First.TimeUs, -1100, 1100));
        }

        var isMp4 = name is "h264" or "h264-late-picture" or "mp4";
        Assert.Equal(isMp4 ? ("seekable.mp4", "video/mp4") : ("seekable.webm", "video/webm"), (copy.File.Name, copy.File.MimeType));
        AssertIndexFirst(copy.File.Path, isMp4);
        Assert.InRange(copy.Facts.Duration, source.Max(packet => packet.TimeUs) / 1e6, (source.Max(packet => packet.TimeUs) / 1e6) + 0.2);
        Assert.Equal(source.Any(packet => packet.IsVideo) ? (320, 180) : (null, (int?)null), (copy.Facts.Width, copy.Facts.Height));
        Assert.Equal(source.Any(packet => packet.IsVideo), copy.Facts.VideoCodec is not null);
        Assert.Equal(source.Any(packet => !packet.IsVideo), copy.Facts.AudioCodec is not null);
        Assert.Equal([Path.GetFileName(copy.File.Path)], Directory.GetFiles(Folder).Select(Path.GetFileName).Where(file => !file!.StartsWith("original", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("vp8")]
    [InlineData("h264")]
    [InlineData("mp4")]
    public async Task A_player_can_seek_to_the_middle(string name)
    {
        var copy = await MakeCopyAsync(Fixture.Load(name).Bytes);
        var middle = copy.Facts.Duration / 2;

        var packets = await PacketsAsync(copy.File.Path, "-read_intervals", FormattableString.Invariant($"{middle}%+#40"));

        var first = packets.First(packet => packet.IsVideo);
        Assert.True(first.IsKeyframe);
        Assert.InRange(first.TimeUs / 1e6, middle - 1.5, middle + 0.1);
    }

    [Theory]
    [InlineData("vp8")]
    [InlineData("h264")]
    public async Task The_same_original_makes_the_same_bytes(string name)
    {
        var bytes = Fixture.Load(name).Bytes;
        var first = Hash((await MakeCopyAsync(bytes)).File);

        Assert.Equal(first, Hash((await MakeCopyAsync(bytes)).File));
    }

    [Fact]
    public async Task An_original_that_is_cut_off_is_copied_to_its_last_whole_packet()
    {
        var bytes = Fixture.Load("vp8").Bytes[..70_000];
        var source = await MediaTool.ProbeAsync(bytes);

        var copy = await MakeCopyAsync(bytes);

        Assert.Equal(source.Count, (await PacketsAsync(copy.File.Path)).Count);
    }

    [Theory]
    [InlineData("webm", 7200)]
    [InlineData("webm", 5)]
    [InlineData("webm", -3)]
    [InlineData("h264", 7200)]
    [InlineData("h264", -3)]
    public async Task A_jump_of_the_clock_is_closed_and_nothing_is_lost(string container, int seconds)
    {
        var bytes = await MadeClip.JumpAsync(container, seconds);
        var source = await MediaTool.ProbeAsync(bytes);

        var copy = await MakeCopyAsync(bytes);

        Assert.InRange(copy.Facts.Duration, 7.9, 8.3);
        var packets = await PacketsAsync(copy.File.Path);
        Assert.Equal(source.Count, packets.Count);
        foreach (var isVideo in new[] { true, false })
        {
            var times = packets.Where(packet => packet.IsVideo == isVideo).Select(packet => packet.TimeUs).ToList();
            Assert.All(times.Zip(times.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1, 120_000));
        }

        Assert.InRange(Math.Abs(packets.Last(packet => packet.IsVideo).TimeUs - packets.Last(packet => !packet.IsVideo).TimeUs), 0, 120_000);
    }

    [Fact]
    public async Task A_still_picture_without_audio_keeps_its_time()
    {
        var copy = await MakeCopyAsync(await MadeClip.VideoAsync("setpts=PTS*100"));

        Assert.InRange(copy.Facts.Duration, 395, 405);
    }

    [Fact]
    public async Task Ten_bits_B_frames_pixel_aspect_and_rotation_stay_as_they_are()
    {
        var ten = await MakeCopyAsync(await MadeClip.H264Async("-pix_fmt", "yuv420p10le", "-bf", "2"));
        Assert.Equal("yuv420p10le", await StreamAsync(ten.File.Path, "pix_fmt"));
        Assert.Equal(100, ten.Tracks.VideoPackets);

        var wide = await MakeCopyAsync(await MadeClip.VideoAsync("setsar=2"));
        Assert.Equal("2:1", await StreamAsync(wide.File.Path, "sample_aspect_ratio"));
        Assert.Equal((320, 120), (wide.Facts.Width, wide.Facts.Height));

        var turned = await MakeCopyAsync(await TurnedAsync());
        Assert.Equal((120, 160), (turned.Facts.Width, turned.Facts.Height));
        Assert.Equal("160", await StreamAsync(turned.File.Path, "width"));
    }

    [Fact]
    public async Task An_MP4_with_its_header_at_the_end_gets_it_at_the_start()
    {
        var bytes = await MadeClip.FileAsync("tail.mp4", await MadeClip.H264Async(), "-c", "copy");
        Assert.True(bytes.AsSpan().IndexOf("mdat"u8) < bytes.AsSpan().IndexOf("moov"u8));

        AssertIndexFirst((await MakeCopyAsync(bytes)).File.Path, isMp4: true);
    }

    [Fact]
    public async Task Audio_that_the_container_cannot_have_is_encoded()
    {
        var bytes = await MediaTool.RunAsync("ffmpeg", ["-v", "error", "-i", "pipe:0", "-c:v", "copy", "-c:a", "pcm_s16le", "-f", "matroska", "pipe:1"], await MadeClip.WebMAsync());

        var copy = await MakeCopyAsync(bytes);

        Assert.Equal(("vp8", "opus", 100L), (copy.Facts.VideoCodec, copy.Facts.AudioCodec, copy.Tracks.VideoPackets));
        Assert.InRange(copy.Facts.Duration, 3.9, 4.2);
    }

    [Fact]
    public async Task A_made_copy_can_be_opened_again()
    {
        var made = await MakeCopyAsync(Fixture.Load("vp8").Bytes);

        Assert.Equal(made.Facts, (await Maker.OpenCopyAsync(made.File.Path, Cancel))?.Facts);
        Assert.Null(await Maker.OpenCopyAsync(Save(new byte[5000]), Cancel));
    }

    [Fact]
    public async Task Bytes_whose_frames_do_not_decode_are_undecodable_and_leave_no_copy()
    {
        var bytes = await MadeClip.VideoAsync("null");
        // Noise in place of every frame, in blocks of the same size.
        var broken = await MediaTool.RunAsync("ffmpeg", ["-v", "error", "-i", "pipe:0", "-c", "copy", "-bsf:v", "noise=amount=1", "-f", "matroska", "pipe:1"], bytes);

        Assert.Equal(new CopyOutcome.Undecodable(Original.NothingToDecode), await CopyAsync(broken));
        Assert.DoesNotContain(Directory.GetFiles(Folder), file => file.Contains("seekable", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_copy_that_cannot_be_written_is_a_failure_and_no_verdict_on_the_original()
    {
        var script = Path.Combine(Folder, "ffmpeg-on-full-disk");
        // 16 KiB: the kernel ends what writes a larger file.
        await File.WriteAllTextAsync(script, "#!/bin/bash\nulimit -f 16; exec ffmpeg \"$@\"\n", Cancel);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        await Assert.ThrowsAsync<FFmpegException>(() => CreateMaker(script).CopyAsync(Save(Fixture.Load("vp8").Bytes), Folder, Cancel));
    }

    [Fact]
    public async Task A_cancelled_copy_ends()
    {
        using var cancel = new CancellationTokenSource();
        var copying = Maker.CopyAsync(Save(Fixture.Load("vp8").Bytes), Folder, cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => copying);
    }

    private static async Task<byte[]> TurnedAsync()
    {
        var video = await MadeClip.VideoAsync("null", "libx264");
        return await MadeClip.FileAsync("turned.mp4", video, "-c", "copy", "-metadata:s:v:0", "rotate=90");
    }

    private static void AssertIndexFirst(string path, bool isMp4)
    {
        ReadOnlySpan<byte> rest = File.ReadAllBytes(path);
        var elements = new List<uint>();
        if (isMp4)
        {
            while (Box.TryTake(ref rest, out var type, out _))
            {
                elements.Add(type);
            }

            Assert.InRange(elements.IndexOf(BoxType.Moov), 1, elements.IndexOf(BoxType.Mdat) - 1);
            return;
        }

        Assert.True(Ebml.TryTake(ref rest, out _, out _));
        Assert.True(Ebml.TryTake(ref rest, out var segment, out var children));
        Assert.Equal((MatroskaId.Segment, 0), (segment, rest.Length));
        while (Ebml.TryTake(ref children, out var id, out _))
        {
            elements.Add(id);
        }

        Assert.InRange(elements.IndexOf(MatroskaId.Cues), 1, elements.IndexOf(MatroskaId.Cluster) - 1);
    }
}
