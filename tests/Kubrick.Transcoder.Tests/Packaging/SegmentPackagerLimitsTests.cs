using Kubrick.Transcoder.Packaging;
using Kubrick.Transcoder.Tests.Fixtures;

namespace Kubrick.Transcoder.Tests.Packaging;

public sealed class SegmentPackagerLimitsTests
{
    [Theory]
    [InlineData(180, true, false, true, false)]
    [InlineData(150, true, false, true, false, true)]
    public async Task Without_keyframes_a_segment_ends_before_it_exceeds_the_target(int distance, params bool[] startWithOne)
    {
        string[] arguments =
        [
            "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=160x90:rate=30:duration=12", "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency",
            "-g", $"{distance}", "-sc_threshold", "0", "-output_ts_offset", "10", "-f", "mp4", "-movflags", "+frag_keyframe+empty_moov+default_base_moof+frag_discont",
            "-frag_duration", "330000", "pipe:1",
        ];
        var packed = Packed.From(await MediaTool.RunAsync("ffmpeg", arguments, []));
        Assert.Equal(startWithOne, packed.Segments.Select(segment => segment.IsIndependent));
        Assert.All(packed.Segments.SkipLast(1), segment => Assert.InRange(segment.DurationUs, 1_000_000, 3_499_999));
        Assert.Equal(12_000_000, packed.Segments.Sum(segment => segment.DurationUs));
        Assert.Equal(360, await MediaTool.CountFramesAsync(packed.Everything));
    }

    [Fact]
    public async Task A_gap_is_reported_and_the_next_segment_is_a_discontinuity()
    {
        var pieces = MadeOutput.Pieces(await MediaTool.FragmentedMp4Async("vp8"));
        byte[] holey = [.. pieces.Take(3).Concat(pieces.Skip(8)).SelectMany(piece => piece)];
        var packed = Packed.From(holey);
        var gap = Assert.Single(packed.Outputs.OfType<GapFound>());
        Assert.InRange(gap.ActualUs - gap.ExpectedUs, 1_000_000, 2_000_000);
        Assert.Equal(gap.ExpectedUs, packed.Segments[0].EndUs);
        Assert.Equal((gap.ActualUs, true), (packed.Segments[1].StartUs, packed.Segments[1].IsDiscontinuity));
        Assert.All(packed.Segments.Skip(2), segment => Assert.False(segment.IsDiscontinuity));
        Assert.Equal(holey, packed.Everything);
    }

    [Fact]
    public async Task A_segment_ends_before_it_exceeds_the_size_limit()
    {
        var output = await MediaTool.FragmentedMp4Async("h264");
        var largest = MadeOutput.Pieces(output).Max(piece => piece.Length);
        var packed = Packed.From(new SegmentPackager(Packed.Options() with { MaxSegmentBytes = largest }, new PackagerStart()), output);
        Assert.True(packed.Segments.Count > Packed.From(output).Segments.Count);
        Assert.All(packed.Segments, segment => Assert.InRange(segment.Length, 1, 2 * largest));
        Assert.Equal(Packed.From(output).Everything, packed.Everything);
    }

    [Fact]
    public async Task Times_that_go_backwards_are_a_discontinuity()
    {
        var pieces = MadeOutput.Pieces(await MediaTool.FragmentedMp4Async("vp8"));
        byte[] twice = [.. pieces.Concat(pieces.Skip(1)).SelectMany(piece => piece)];
        var packed = Packed.From(twice);
        var gap = Assert.Single(packed.Outputs.OfType<GapFound>());
        Assert.True(gap.ActualUs < gap.ExpectedUs);
        Assert.Single(packed.Segments, segment => segment.IsDiscontinuity);
        Assert.Equal(twice, packed.Everything);
    }

    [Theory]
    [InlineData("00000008")]
    [InlineData("0000000800000000")]
    [InlineData("00000000667479700000")]
    [InlineData("00000001667479707fffffffffffffff00")]
    [InlineData("7fffffff6d6f6f76")]
    [InlineData("000000106d6f6f660000000000000000")]
    [InlineData("000000106d6461740000000000000000")]
    [InlineData("000000086d6f6f76")]
    public void Malformed_output_is_reported_once_and_nothing_follows(string hex)
    {
        var packager = new SegmentPackager(Packed.Options(), new PackagerStart());
        var outputs = Enumerable.Range(0, 3).SelectMany(_ => packager.Append(Convert.FromHexString(hex)).ToList()).ToList();
        Assert.InRange(outputs.Count, 0, 1);
        Assert.All(outputs, output => Assert.IsType<OutputBroken>(output));
        Assert.Empty(packager.Complete());
    }

    [Fact]
    public async Task Claimed_sizes_allocate_no_memory()
    {
        var init = MadeOutput.Pieces(await MediaTool.FragmentedMp4Async("vp8"))[0];
        var moof = MadeOutput.Box("moof", MadeOutput.Box("mfhd", new byte[8]));
        foreach (var size in new byte[][] { [0x7F, 0xFF, 0xFF, 0xFF], [0x20, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 7] })
        {
            var packed = Packed.From((byte[])[.. init, .. moof, .. size, .. "mdat"u8, .. new byte[100]]);
            Assert.IsType<OutputBroken>(packed.Outputs[^1]);
        }
    }

    [Fact]
    public async Task Damaged_output_never_throws()
    {
        var output = await MediaTool.FragmentedMp4Async("h264");
        var random = new Random(11);
        for (var round = 0; round < 300; round++)
        {
            var damaged = output.ToArray();
            for (var flip = 0; flip < 1 + (round % 5); flip++)
            {
                damaged[random.Next(round % 2 == 0 ? 4000 : damaged.Length)] = (byte)random.Next(256);
            }

            var packed = Packed.From(damaged[..random.Next(damaged.Length)]);
            Assert.True(packed.Outputs.OfType<OutputBroken>().Count() <= 1);
            Assert.All(packed.Parts, part => Assert.True(part.DurationUs >= 0));
        }
    }
}
