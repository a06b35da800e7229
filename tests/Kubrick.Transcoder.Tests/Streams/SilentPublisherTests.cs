using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Testing;
using Kubrick.Transcoder.Tests.Fixtures;
using Kubrick.Transcoder.Tests.Workers;

namespace Kubrick.Transcoder.Tests.Streams;

[Collection(ThirdBroker.Name)]
public sealed class SilentPublisherTests(BrokerFixture broker) : WorkerTests(broker)
{
    [Theory]
    [InlineData(1)]
    [InlineData(190)]
    [InlineData(2000)]
    public async Task A_connected_publisher_without_playable_media_is_stopped_and_archived(int bytes)
    {
        await using var worker = StartWorker(("Transcoder:Slots", "1"), ("Transcoder:FirstPartTimeout", "00:00:02"));
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync([Fixture.Load("vp8").Bytes.AsMemory(0, bytes)]);

        var failed = await stream.FailedAsync();

        Assert.Equal(
            (StreamErrorCodes.InvalidMedia, "Nothing playable arrived within 2 s of the recorder's first byte."), (failed.Code, failed.Reason));
        Assert.Equal(stream.Sha256(), Stored(stream).Sha256(failed.Archive!));
        await Eventually.TrueAsync("the slot is free", async () => !await Observer.Leases.IsOwnedAsync(LogNames.TranscoderLease(stream.Id), Cancel), Cancel);
        await stream.LeaveAsync();
        await stream.GoneAsync();
    }

    [Fact]
    public async Task A_stream_whose_publisher_is_silent_for_too_long_ends_normally()
    {
        var fixture = Fixture.Load("vp8");
        await using var worker = StartWorker(("Transcoder:SilenceTimeout", "00:00:03"));
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(fixture.Chunks);

        var ended = await stream.EndedAsync();

        Assert.Equal(stream.Sha256(), Stored(stream).Sha256(ended.Archive));
        Assert.Contains("#EXT-X-ENDLIST", Stored(stream).Playlist, StringComparison.Ordinal);
        Assert.Empty(Observer.Events<StreamInterrupted>(published => published.RecordingId == stream.Id));
    }
}
