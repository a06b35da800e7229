using Kubrick.Contracts.Logs;
using Kubrick.Transcoder.Tests.Fixtures;
using Kubrick.Transcoder.Tests.Workers;

namespace Kubrick.Transcoder.Tests.Streams;

[Collection(SecondBroker.Name)]
public sealed class TransportStreamTests(BrokerFixture broker) : WorkerTests(broker)
{
    [Theory]
    [InlineData("vp8")]
    [InlineData("h264")]
    public async Task With_MPEG_TS_there_are_segments_and_no_parts(string name)
    {
        var fixture = Fixture.Load(name);
        await using var worker = StartWorker(("Transcoder:Container", "MpegTs"), ("Transcoder:SegmentDuration", "00:00:01.5"));
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(fixture.Chunks);
        await stream.EndAsync();

        var ended = await stream.EndedAsync();
        var records = await stream.PartsAsync();

        var stored = Stored(stream);
        Assert.Equal(DefaultKeys.Names.TransportSegment(0), stored.Segments[0]);
        Assert.InRange(stored.Segments.Count, 2, 3);
        Assert.Empty(stored.Inits);
        Assert.Equal(stream.Sha256(), stored.Sha256(ended.Archive));
        Assert.Equal(
            (await MediaTool.ProbeAsync(fixture.Bytes)).Count(packet => packet.IsVideo),
            (await MediaTool.ProbeAsync(stored.Everything())).Count(packet => packet.IsVideo));
        Assert.All(records, record => Assert.True(record.Header is PartLogClaimed or SegmentStored or PartLogEnded));
    }
}
