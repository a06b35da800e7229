using FsCheck;
using FsCheck.Fluent;
using Kubrick.Storage.Containers;
using Kubrick.Transcoder.Containers;
using Kubrick.Transcoder.Tests.Fixtures;

namespace Kubrick.Transcoder.Tests.Containers;

public sealed class SourceReaderTests
{
    [Theory]
    [MemberData(nameof(Fixture.Names), MemberType = typeof(Fixture))]
    public async Task Frames_keyframes_times_and_sizes_match_ffprobe(string name)
    {
        var fixture = Fixture.Load(name);
        var reader = Reading.ReaderOf(name);
        var facts = Reading.Read(reader, fixture.Chunks);
        Assert.Empty(facts.Of(SourceFactKind.Damage));
        var packets = await MediaTool.ProbeAsync(fixture.Bytes);
        foreach (var track in reader.Header!.Tracks)
        {
            var frames = facts.Of(SourceFactKind.Frame).Where(frame => frame.Track == track.Number).ToList();
            var expected = packets.Where(packet => packet.IsVideo == (track.Kind == TrackKind.Video)).ToList();
            Assert.Equal(expected.Count, frames.Count);
            Assert.All(expected.Zip(frames), pair =>
            {
                Assert.InRange(pair.Second.TimeUs - pair.First.TimeUs, -1, 1);
                Assert.Equal((pair.First.Size, pair.First.IsKeyframe), (pair.Second.Size, pair.Second.IsKeyframe));
            });
        }
    }

    [Theory]
    [InlineData("vp8", "V_VP8", "A_OPUS")]
    [InlineData("vp9", "V_VP9", "A_OPUS")]
    [InlineData("h264", "V_MPEG4/ISO/AVC", "A_OPUS")]
    [InlineData("h264-late-picture", "V_MPEG4/ISO/AVC", "A_OPUS")]
    [InlineData("mp4", "avc1", "Opus")]
    [InlineData("vp8-video-only", "V_VP8", null)]
    [InlineData("opus-audio-only", null, "A_OPUS")]
    [InlineData("vp8-resize", "V_VP8", "A_OPUS")]
    public void The_header_names_the_tracks(string name, string? video, string? audio)
    {
        var reader = Reading.ReaderOf(name);
        Reading.Read(reader, Fixture.Load(name).Chunks);
        var header = reader.Header!;
        Assert.Equal((video, audio), (header.Video?.CodecId, header.Audio?.CodecId));
        Assert.Equal(name is "h264" or "h264-late-picture" or "mp4", header.Video?.IsH264 ?? false);
        Assert.Equal(video is null ? (0, 0) : (320, 180), (header.Video?.Width ?? 0, header.Video?.Height ?? 0));
        Assert.Equal(reader.Container, ContainerSniffer.Sniff(header.Bytes.Span));
    }

    [Theory]
    [MemberData(nameof(Fixture.Names), MemberType = typeof(Fixture))]
    public void The_facts_do_not_depend_on_how_the_bytes_are_cut(string name)
    {
        var bytes = Fixture.Load(name).Bytes;
        var whole = Reading.Read(Reading.ReaderOf(name), bytes, bytes.Length);
        Assert.Equal(whole, Reading.Read(Reading.ReaderOf(name), bytes, 1));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(30), Prop.ForAll(ArbMap.Default.ArbFor<PositiveInt[]>(), steps =>
        {
            var reader = Reading.ReaderOf(name);
            var facts = new List<SourceFact>();
            for (int at = 0, index = 0; at < bytes.Length; index++)
            {
                var step = steps.Length == 0 ? 7 : steps[index % steps.Length].Get * (index % 3 == 0 ? 97 : 1);
                step = Math.Min(step, bytes.Length - at);
                facts.AddRange(reader.Append(bytes.AsMemory(at, step)));
                at += step;
            }

            return facts.SequenceEqual(whole) && reader.Position == bytes.Length;
        }));
    }

    [Theory]
    [MemberData(nameof(Fixture.Names), MemberType = typeof(Fixture))]
    public async Task Bytes_from_a_restart_point_on_can_be_decoded_after_the_header(string name)
    {
        var bytes = Fixture.Load(name).Bytes;
        var reader = Reading.ReaderOf(name);
        var facts = Reading.Read(reader, bytes, bytes.Length);
        var restarts = facts.Of(SourceFactKind.Restart);
        Assert.True(restarts.Count >= 4);
        var restart = restarts[restarts.Count / 2];
        byte[] rest = [.. reader.Header!.Bytes.Span, .. bytes.AsSpan((int)restart.Offset)];
        var expected = facts.Of(SourceFactKind.Frame).Where(frame => frame.Offset >= restart.Offset).ToList();
        Assert.Equal(expected.Count, (await MediaTool.ProbeAsync(rest)).Count);
        if (reader.Header.Video is { } video)
        {
            Assert.True(restart.IsKeyframe);
            Assert.Equal(expected.Count(frame => frame.Track == video.Number), await MediaTool.CountFramesAsync(rest));
        }
    }

    [Theory]
    [MemberData(nameof(Fixture.Names), MemberType = typeof(Fixture))]
    public void Every_keyframe_has_a_restart_point_of_its_time_in_its_cluster(string name)
    {
        var reader = Reading.ReaderOf(name);
        var facts = Reading.Read(reader, Fixture.Load(name).Chunks);
        var clusters = facts.Of(SourceFactKind.Cluster).Select(cluster => cluster.Offset).ToHashSet();
        var restarts = facts.Of(SourceFactKind.Restart);
        Assert.All(restarts, restart => Assert.Contains(restart.Offset, clusters));
        if (reader.Header!.Video is { } video)
        {
            var keyframes = facts.Of(SourceFactKind.Frame).Where(frame => frame.IsKeyframe && frame.Track == video.Number).Select(frame => frame.TimeUs);
            Assert.Equal(keyframes, restarts.Select(restart => restart.TimeUs));
        }
        else
        {
            Assert.Equal(clusters.Count, restarts.Count);
        }
    }
}
