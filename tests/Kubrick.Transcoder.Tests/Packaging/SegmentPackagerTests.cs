using Kubrick.Transcoder.Containers;
using Kubrick.Transcoder.Packaging;
using Kubrick.Transcoder.Tests.Containers;
using Kubrick.Transcoder.Tests.Fixtures;

namespace Kubrick.Transcoder.Tests.Packaging;

public sealed class SegmentPackagerTests
{
    [Theory]
    [MemberData(nameof(Fixture.Names), MemberType = typeof(Fixture))]
    public async Task Segments_are_FFmpegs_own_bytes_and_play_every_frame(string name)
    {
        var source = Fixture.Load(name).Bytes;
        var output = await MediaTool.FragmentedMp4Async(name);
        var packed = Packed.From(output, segmentSeconds: 1);

        Assert.Equal(InitChange.First, packed.Init.Change);
        var everything = packed.Everything;
        Assert.Equal(output[..everything.Length], everything);

        // FFmpeg writes an index of random access points after the last fragment.
        Assert.True(output.Length == everything.Length || output.AsSpan(everything.Length + 4, 4).SequenceEqual("mfra"u8));

        Assert.True(packed.Segments.Count >= 3);
        Assert.Equal(Enumerable.Range(0, packed.Segments.Count), packed.Segments.Select(segment => (int)segment.MediaSequence));
        Assert.All(packed.Segments, segment =>
        {
            Assert.True(segment.IsIndependent);
            Assert.False(segment.IsDiscontinuity);
            var parts = packed.Parts.Where(part => part.MediaSequence == segment.MediaSequence).ToList();
            Assert.Equal(segment.ToArray(), parts.SelectMany(part => part.Bytes.ToArray()));
            Assert.Equal(Enumerable.Range(0, parts.Count), parts.Select(part => part.PartIndex));
            Assert.Equal((segment.StartUs, true), (parts[0].StartUs, parts[0].IsIndependent));
        });

        var frames = (await MediaTool.ProbeAsync(source)).Count(packet => packet.IsVideo);
        Assert.Equal(frames, frames == 0 ? 0 : await MediaTool.CountFramesAsync(everything));
    }

    [Theory]
    [MemberData(nameof(Fixture.Names), MemberType = typeof(Fixture))]
    public async Task Times_have_no_gap_and_last_as_long_as_the_recording(string name)
    {
        var source = Fixture.Load(name).Bytes;
        var packed = Packed.From(await MediaTool.FragmentedMp4Async(name));

        Assert.All(packed.Segments.Zip(packed.Segments.Skip(1)), pair => Assert.Equal(pair.First.EndUs, pair.Second.StartUs));
        Assert.All(packed.Parts.Zip(packed.Parts.Skip(1)), pair =>
        {
            var endUs = pair.First.StartUs + pair.First.DurationUs;
            Assert.InRange(pair.Second.StartUs - endUs, 0, pair.Second.PartIndex > 0 ? 0 : 40_000);
        });
        Assert.Empty(packed.Outputs.OfType<GapFound>());
        Assert.InRange(packed.Segments[0].DurationUs, 970_000, 2_499_999);
        Assert.All(packed.Segments.Skip(1).SkipLast(1), segment => Assert.InRange(segment.DurationUs, 1_970_000, 3_499_999));
        Assert.All(packed.Parts, part => Assert.InRange(part.DurationUs, 1, 450_000));

        var packets = await MediaTool.ProbeAsync(source);
        var isVideo = packets.Any(packet => packet.IsVideo);
        var times = packets.Where(packet => packet.IsVideo == isVideo).Select(packet => packet.TimeUs).ToList();
        Assert.InRange(packed.Segments[0].StartUs - times.Min(), -25_000, 25_000);
        Assert.InRange(packed.Segments[^1].EndUs - times.Max(), 0, 120_000);
    }

    [Fact]
    public async Task The_output_does_not_depend_on_how_the_bytes_are_cut()
    {
        var output = await MediaTool.FragmentedMp4Async("vp8");
        var whole = Packed.From(output, step: output.Length).Outputs.Select(Describe).ToList();
        foreach (var step in new[] { 1, 2, 7, 8, 9, 1000, 65_536 })
        {
            Assert.Equal(whole, Packed.From(output, step: step).Outputs.Select(Describe));
        }
    }

    [Theory]
    [InlineData("vp8")]
    [InlineData("h264")]
    [InlineData("mp4")]
    [InlineData("vp8-resize")]
    public async Task Another_packager_resumes_where_the_first_one_stopped(string name)
    {
        var source = Fixture.Load(name).Bytes;
        var format = MediaTool.FormatOf(name);
        var first = Packed.From(await MediaTool.FragmentedMp4Async(name), segmentSeconds: 1);
        var reader = Reading.ReaderOf(name);
        var points = Reading.Read(reader, source, 1000).Of(SourceFactKind.Restart);

        var frames = await MediaTool.CountFramesAsync(source);
        foreach (var last in new[] { first.Segments[0], first.Segments[^2] })
        {
            var from = points.Last(point => point.TimeUs <= last.EndUs + 1000);
            byte[] rest = [.. reader.Header!.Bytes.Span, .. source.AsSpan((int)from.Offset)];
            var start = new PackagerStart(last.MediaSequence + 1, last.EndUs, first.Init.Bytes);
            var second = Packed.From(await MediaTool.ToFragmentedMp4Async(rest, format), segmentSeconds: 1, start);

            Assert.Equal(InitChange.Same, second.Init.Change);
            Assert.Empty(second.Outputs.OfType<GapFound>());
            Assert.Empty(second.Outputs.OfType<FramesSkipped>());
            var expected = first.Segments.Where(segment => segment.MediaSequence > last.MediaSequence);
            Assert.Equal(expected.Select(Times), second.Segments.Select(Times));
            byte[] joined =
            [
                .. first.Init.Bytes.Span,
                .. first.Segments.Where(segment => segment.MediaSequence <= last.MediaSequence).Concat(second.Segments).SelectMany(segment => segment.ToArray()),
            ];
            Assert.Equal(frames, await MediaTool.CountFramesAsync(joined));
        }
    }

    [Fact]
    public async Task Published_output_is_dropped()
    {
        var output = await MediaTool.FragmentedMp4Async("vp8");
        var whole = Packed.From(output, segmentSeconds: 1);
        var start = new PackagerStart(7, whole.Segments[1].EndUs, new byte[] { 1 });
        var rest = Packed.From(output, segmentSeconds: 1, start);
        Assert.Equal(InitChange.Different, rest.Init.Change);
        Assert.Equal(whole.Segments.Skip(2).Select(segment => segment.ToArray()), rest.Segments.Select(segment => segment.ToArray()));
        Assert.Equal(whole.Segments.Skip(2).Select((_, index) => 7L + index), rest.Segments.Select(segment => segment.MediaSequence));
        Assert.Equal([true, .. rest.Segments.Skip(1).Select(_ => false)], rest.Segments.Select(segment => segment.IsDiscontinuity));
    }

    [Fact]
    public async Task Frames_that_were_not_published_and_precede_the_next_keyframe_are_counted()
    {
        var output = await MediaTool.FragmentedMp4Async("vp8");
        var whole = Packed.From(output, segmentSeconds: 1);
        var cut = whole.Parts.First(part => part is { MediaSequence: 1, IsIndependent: false });
        var rest = Packed.From(output, segmentSeconds: 1, new PackagerStart(1, cut.StartUs, whole.Init.Bytes));

        var next = rest.Segments[0].StartUs;
        Assert.Equal(whole.Segments[2].StartUs, next);
        var frames = (await MediaTool.ProbeAsync(Fixture.Load("vp8").Bytes)).Count(packet => packet.IsVideo && packet.TimeUs > cut.StartUs - 2000 && packet.TimeUs < next - 2000);
        Assert.Equal(frames, rest.Outputs.OfType<FramesSkipped>().Sum(skipped => skipped.Count));
    }

    [Theory]
    [InlineData("h264")]
    [InlineData("h264-late-picture")]
    [InlineData("mp4")]
    public async Task Copied_video_is_cut_at_its_own_keyframes(string name)
    {
        var source = Fixture.Load(name).Bytes;
        var keyframes = (await MediaTool.ProbeAsync(source)).Where(packet => packet is { IsVideo: true, IsKeyframe: true }).ToList();
        var packed = Packed.From(await MediaTool.PassOnAsync(source, MediaTool.FormatOf(name)), segmentSeconds: 1);
        Assert.Equal(keyframes.Count, packed.Segments.Count);

        // In MP4 the video of a second precedes its audio. FFmpeg then does not know the duration of the last frame, and the next one starts early.
        var earlyUs = name == "mp4" ? 60_000 : 1000;
        Assert.All(keyframes.Zip(packed.Segments), pair => Assert.InRange(pair.Second.StartUs - pair.First.TimeUs, -earlyUs, 1000));
        Assert.Equal(await MediaTool.CountFramesAsync(source), await MediaTool.CountFramesAsync(packed.Everything));
    }

    [Fact]
    public async Task Parts_of_audio_alone_are_all_independent()
    {
        var packed = Packed.From(await MediaTool.FragmentedMp4Async("opus-audio-only"));
        Assert.All(packed.Parts, part => Assert.True(part.IsIndependent));
        Assert.All(packed.Parts.SkipLast(1), part => Assert.InRange(part.DurationUs, 300_000, 400_000));
    }

    private static object Times(SegmentReady segment) => (segment.MediaSequence, segment.StartUs, segment.DurationUs, segment.IsIndependent, segment.IsDiscontinuity);

    private static string Describe(PackagerOutput output) => output switch
    {
        PartReady part => $"{part with { Bytes = default }} {Convert.ToHexString(part.Bytes.Span)}",
        SegmentReady segment => $"{Times(segment)} {segment.Length}",
        InitReady init => Convert.ToHexString(init.Bytes.Span),
        _ => output.ToString(),
    };
}
