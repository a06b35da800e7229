using Kubrick.Transcoder.Packaging;
using Kubrick.Transcoder.Tests.Fixtures;

namespace Kubrick.Transcoder.Tests.Packaging;

public sealed class TransportPackagerTests
{
    [Theory]
    [MemberData(nameof(Fixture.Names), MemberType = typeof(Fixture))]
    public async Task Every_segment_plays_alone_and_together_they_have_every_frame(string name)
    {
        var source = Fixture.Load(name).Bytes;
        var frames = (await MediaTool.ProbeAsync(source)).Count(packet => packet.IsVideo);
        var packed = await PackAsync(name);

        Assert.Empty(packed.Parts);
        Assert.Empty(packed.Outputs.OfType<InitReady>());
        Assert.True(packed.Segments.Count >= 3);
        Assert.Equal(Enumerable.Range(0, packed.Segments.Count), packed.Segments.Select(segment => (int)segment.MediaSequence));
        var packetsOfAll = 0;
        foreach (var segment in packed.Segments)
        {
            var bytes = segment.ToArray();
            Assert.True(segment.IsIndependent);
            Assert.Equal(0, bytes.Length % 188);
            Assert.Equal([0x47, 0x40, 0x00], bytes[..3]);
            var packets = await MediaTool.ProbeAsync(bytes);
            Assert.NotEmpty(packets);
            if (frames > 0)
            {
                Assert.True(packets.First(packet => packet.IsVideo).IsKeyframe);
                packetsOfAll += packets.Count(packet => packet.IsVideo);
            }
        }

        Assert.Equal(frames, packetsOfAll);
        Assert.Equal(frames, frames == 0 ? 0 : await MediaTool.CountFramesAsync(packed.Everything));
    }

    [Fact]
    public async Task Segments_are_cut_where_those_of_fragmented_MP4_are()
    {
        var fragments = Packed.From(await MediaTool.FragmentedMp4Async("vp8"), segmentSeconds: 1);
        var packed = await PackAsync("vp8");
        Assert.Equal(fragments.Segments.Count, packed.Segments.Count);
        Assert.All(fragments.Segments.Zip(packed.Segments), pair => Assert.InRange(pair.Second.StartUs - pair.First.StartUs, -1000, 1000));
        Assert.All(packed.Segments.Zip(packed.Segments.Skip(1)), pair => Assert.Equal(pair.First.EndUs, pair.Second.StartUs));
    }

    [Fact]
    public async Task The_output_does_not_depend_on_how_the_bytes_are_cut()
    {
        var whole = await PackAsync("vp8");
        foreach (var step in new[] { 1, 187, 188, 189, 100_000 })
        {
            Assert.Equal(whole.Everything, (await PackAsync("vp8", step: step)).Everything);
        }
    }

    [Fact]
    public async Task Another_packager_resumes_where_the_first_one_stopped()
    {
        var whole = await PackAsync("vp8");
        var rest = await PackAsync("vp8", new PackagerStart(2, whole.Segments[1].EndUs));
        Assert.Empty(rest.Outputs.OfType<GapFound>());
        Assert.Empty(rest.Outputs.OfType<FramesSkipped>());
        Assert.Equal(
            whole.Segments.Skip(2).Select(segment => (segment.MediaSequence, segment.StartUs, segment.DurationUs)),
            rest.Segments.Select(segment => (segment.MediaSequence, segment.StartUs, segment.DurationUs)));
    }

    [Fact]
    public async Task Frames_that_were_not_published_and_precede_the_next_keyframe_are_counted()
    {
        var whole = await PackAsync("vp8");
        var cut = whole.Segments[1].StartUs + 300_000;
        var rest = await PackAsync("vp8", new PackagerStart(2, cut));

        Assert.Equal(whole.Segments[2].StartUs, rest.Segments[0].StartUs);
        var times = (await MediaTool.ProbeAsync(whole.Segments[1].ToArray())).Where(packet => packet.IsVideo).ToList();
        var frames = times.Count(packet => packet.TimeUs - times[0].TimeUs >= 300_000);
        Assert.Equal(frames, rest.Outputs.OfType<FramesSkipped>().Sum(skipped => skipped.Count));
    }

    [Fact]
    public async Task A_gap_is_reported_and_the_next_segment_is_a_discontinuity()
    {
        var whole = await PackAsync("vp8");
        byte[] holey = [.. whole.Segments[0].ToArray(), .. whole.Segments[2].ToArray(), .. whole.Segments[3].ToArray()];
        var packed = Packed.From(new TransportPackager(Packed.Options(1), new PackagerStart()), holey);
        Assert.Single(packed.Outputs.OfType<GapFound>());
        Assert.Equal([false, true, false], packed.Segments.Select(segment => segment.IsDiscontinuity));
    }

    [Fact]
    public void Bytes_that_are_no_transport_stream_are_reported_once()
    {
        var packager = new TransportPackager(Packed.Options(), new PackagerStart());
        var outputs = Enumerable.Range(0, 3).SelectMany(_ => packager.Append(new byte[500]).ToList()).ToList();
        Assert.IsType<OutputBroken>(Assert.Single(outputs));
        Assert.Empty(packager.Complete());
    }

    [Fact]
    public async Task Damaged_output_never_throws()
    {
        var output = await MediaTool.TransportStreamAsync("h264");
        var random = new Random(13);
        for (var round = 0; round < 300; round++)
        {
            var damaged = output.ToArray();
            for (var flip = 0; flip < 20; flip++)
            {
                // Any byte but the first of a packet.
                var at = random.Next(round % 2 == 0 ? 2000 : damaged.Length);
                damaged[at] = at % 188 == 0 ? damaged[at] : (byte)random.Next(256);
            }

            Packed.From(new TransportPackager(Packed.Options(1), new PackagerStart()), [.. MadeOutput.NullPacket(), .. damaged]);
        }
    }

    private static async Task<Packed> PackAsync(string name, PackagerStart? start = null, int step = 4096)
    {
        var output = await MediaTool.TransportStreamAsync(name);
        return Packed.From(new TransportPackager(Packed.Options(1), start ?? new PackagerStart()), output, step);
    }
}
