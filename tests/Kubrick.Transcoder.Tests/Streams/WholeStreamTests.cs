using Kubrick.Contracts.Logs;
using Kubrick.Transcoder.Tests.Fixtures;
using Kubrick.Transcoder.Tests.Workers;

namespace Kubrick.Transcoder.Tests.Streams;

[Collection(SecondBroker.Name)]
public sealed class WholeStreamTests(BrokerFixture broker) : WorkerTests(broker)
{
    [Theory]
    [InlineData("vp8")]
    [InlineData("vp9")]
    [InlineData("h264")]
    [InlineData("h264-late-picture")]
    [InlineData("mp4")]
    [InlineData("vp8-video-only")]
    [InlineData("vp8-resize")]
    [InlineData("opus-audio-only")]
    public async Task A_stream_becomes_a_playlist_of_all_frames_and_an_archive_of_all_bytes(string name)
    {
        var fixture = Fixture.Load(name);
        await using var worker = StartWorker();
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(fixture.Chunks);
        await stream.EndAsync();

        var ended = await stream.EndedAsync();
        var records = await stream.PartsAsync();

        var stored = Stored(stream);
        Assert.Equal(stream.Sha256(), ended.Archive.Sha256);
        Assert.Equal(stream.Sha256(), stored.Sha256(ended.Archive));
        Assert.Equal((stream.Bytes, stream.Bytes), (ended.Archive.Bytes, ended.Totals.BytesReceived));
        Assert.Empty(ended.Losses);
        Assert.Equal(name == "mp4" ? "video/mp4" : "video/webm", ended.Archive.MimeType);
        Assert.Contains("#EXT-X-ENDLIST", stored.Playlist, StringComparison.Ordinal);
        Assert.Equal(ended.Totals.SegmentsUploaded, stored.Segments.Count);
        Assert.InRange(ended.Totals.DurationMs, (stored.Seconds * 1000) - 1, (stored.Seconds * 1000) + 1);
        Assert.Equal(ended.Totals.BytesUploaded, stored.Everything().LongLength);

        var source = await MediaTool.ProbeAsync(fixture.Bytes);
        var made = await MediaTool.ProbeAsync(stored.Everything());
        var frames = made.Where(packet => packet.IsVideo).ToList();
        Assert.Equal(source.Count(packet => packet.IsVideo), frames.Count);
        Assert.All(frames.Zip(frames.Skip(1)), pair => Assert.True(pair.First.TimeUs < pair.Second.TimeUs));
        Assert.Equal(source.Any(packet => !packet.IsVideo), made.Any(packet => !packet.IsVideo));

        CheckParts(records, stored);
        await stream.GoneAsync();
        Assert.Empty(stored.Leftovers());
    }

    private static void CheckParts(List<(PartRecord Header, ReadOnlyMemory<byte> Bytes)> records, StoredStream stored)
    {
        var parts = PublishedStream.Parts(records);
        foreach (var (segment, sequence) in stored.Segments.Select((segment, sequence) => (segment, sequence)))
        {
            var own = parts.Where(part => part.Header.MediaSequence == sequence).ToList();
            Assert.Equal(stored.Media(segment), own.SelectMany(part => part.Bytes.ToArray()));
            Assert.Equal(Enumerable.Range(0, own.Count), own.Select(part => part.Header.PartIndex));
            Assert.True(own[0].Header.IsIndependent);
            Assert.All(own, part => Assert.Equal((false, 0), (part.Header.IsDiscontinuity, part.Header.Discontinuities)));
            Assert.Equal(own.Count, Assert.Single(records.Select(record => record.Header).OfType<SegmentClosed>(), closed => closed.MediaSequence == sequence).PartCount);
            Assert.Single(records, record => record.Header is SegmentStored && record.Header.MediaSequence == sequence);
            var init = Assert.Single(records, record => record.Header is InitAppended && record.Header.MediaSequence == sequence);
            Assert.Equal(stored.Media(stored.Inits[0]), init.Bytes.ToArray());
        }

        Assert.All(parts.Zip(parts.Skip(1)), pair => Assert.Equal(pair.First.Header.StartUs + pair.First.Header.DurationUs, pair.Second.Header.StartUs));
        Assert.All(parts.Zip(parts.Skip(1)), pair => Assert.True(
            pair.Second.Header.ProgramTime >= pair.First.Header.ProgramTime + TimeSpan.FromMicroseconds(pair.First.Header.DurationUs) - TimeSpan.FromMilliseconds(2),
            "the clock advances with the media"));
        Assert.Equal(stored.Segments.Count - 1L, Assert.IsType<PartLogEnded>(records[^1].Header).MediaSequence);
    }
}
