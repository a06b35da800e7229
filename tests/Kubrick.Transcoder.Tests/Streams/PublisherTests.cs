using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Streams;
using Kubrick.Testing;
using Kubrick.Transcoder.Tests.Fixtures;
using Kubrick.Transcoder.Tests.Workers;

namespace Kubrick.Transcoder.Tests.Streams;

[Collection(SecondBroker.Name)]
public sealed class PublisherTests(BrokerFixture broker) : WorkerTests(broker)
{
    [Fact]
    public async Task A_stream_whose_publisher_does_not_return_is_interrupted_and_ends()
    {
        await using var worker = StartWorker(("Transcoder:GracePeriod", "00:00:03"));
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(Fixture.Load("vp8").Chunks);
        await stream.LeaveAsync();

        var ended = await stream.EndedAsync();

        Assert.Equal(stream.Sha256(), ended.Archive.Sha256);
        Assert.Single(Observer.Events<StreamInterrupted>(published => published.RecordingId == stream.Id));
        Assert.Single(Observer.Events<StreamEnding>(published => published.RecordingId == stream.Id));
        await stream.GoneAsync();
    }

    [Fact]
    public async Task A_stream_waits_for_a_silent_publisher_that_is_connected()
    {
        await using var worker = StartWorker(("Transcoder:GracePeriod", "00:00:01"));
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(Fixture.Load("vp8").Chunks.Take(20));
        await using var other = await PublishedStream.StartAsync(Observer);
        await other.LeaveAsync();

        // When the other stream has ended, this one could have ended, too.
        Assert.Equal(StreamErrorCodes.NoMedia, (await other.FailedAsync()).Code);
        await stream.SendAsync(Fixture.Load("vp8").Chunks.Skip(20));
        await stream.EndAsync();

        Assert.Equal(stream.Sha256(), (await stream.EndedAsync()).Archive.Sha256);
        Assert.Empty(Observer.Events<StreamInterrupted>(published => published.RecordingId == stream.Id));
    }

    [Fact]
    public async Task A_silent_publisher_that_leaves_has_the_whole_grace_period()
    {
        await using var worker = StartWorker(("Transcoder:GracePeriod", "00:00:03"));
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(Fixture.Load("vp8").Chunks.Take(20));
        await using var other = await PublishedStream.StartAsync(Observer);
        await other.LeaveAsync();
        await other.FailedAsync();

        // This stream has been silent for longer than the grace period.
        await stream.LeaveAsync();
        await Eventually.TrueAsync(
            "it is reported as interrupted", () => Task.FromResult(Observer.Events<StreamInterrupted>(published => published.RecordingId == stream.Id).Count > 0), Cancel);
        await stream.OpenAsync();
        await stream.SendAsync(Fixture.Load("vp8").Chunks.Skip(20));
        await stream.EndAsync();

        Assert.Equal(stream.Sha256(), (await stream.EndedAsync()).Archive.Sha256);
        Assert.Empty(Observer.Events<StreamEnding>(published => published.RecordingId == stream.Id));
    }

    [Fact]
    public async Task A_stream_that_never_had_a_publisher_ends_without_an_interruption()
    {
        await using var worker = StartWorker(("Transcoder:GracePeriod", "00:00:03"));
        await using var stream = await PublishedStream.StartAsync(Observer, isPublished: false);

        Assert.Equal(StreamErrorCodes.NoMedia, (await stream.FailedAsync()).Code);
        Assert.Empty(Observer.Events<StreamInterrupted>(published => published.RecordingId == stream.Id));
    }

    [Fact]
    public async Task A_recorder_that_reconnects_with_a_new_container_causes_a_discontinuity()
    {
        var (first, second) = (Fixture.Load("vp8"), Fixture.Load("h264"));
        await using var worker = StartWorker();
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(first.Chunks);
        await stream.LeaveAsync();
        await stream.OpenAsync();
        await stream.SendAsync(second.Chunks);
        await stream.EndAsync();

        var ended = await stream.EndedAsync();

        var stored = Stored(stream);
        Assert.Equal(stream.Sha256(), stored.Sha256(ended.Archive));
        Assert.Equal([DefaultKeys.Names.Init(0), DefaultKeys.Names.Init(1)], stored.Inits);
        Assert.Single(stored.Playlist.Split('\n'), line => line == "#EXT-X-DISCONTINUITY");
        Assert.InRange(ended.Totals.DurationMs, 6000, 9000);
    }

    [Fact]
    public async Task A_recorder_that_reconnects_inside_of_its_container_causes_no_discontinuity()
    {
        var fixture = Fixture.Load("vp8");
        await using var worker = StartWorker();
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(fixture.Chunks.Take(15));
        await stream.LeaveAsync();
        await stream.OpenAsync();
        await stream.SendAsync(fixture.Chunks.Skip(15));
        await stream.EndAsync();

        await stream.EndedAsync();

        Assert.Single(Stored(stream).Inits);
        Assert.Equal(
            (await MediaTool.ProbeAsync(fixture.Bytes)).Count(packet => packet.IsVideo),
            (await MediaTool.ProbeAsync(Stored(stream).Everything())).Count(packet => packet.IsVideo));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_is_left_of_a_recording_that_is_deleted_while_it_is_live(bool isToldByTheLog)
    {
        await using var worker = StartWorker();
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(Fixture.Load("vp8").Chunks);
        await stream.ProgressedAsync(1);
        if (isToldByTheLog)
        {
            await stream.EndAsync(StreamEndReason.Deleted);
        }
        else
        {
            await worker.Http.ListensAsync(Cancel);
            await Observer.Bus.Publish(Deleted(stream), Cancel);
        }

        await Eventually.TrueAsync("the stream is released", async () => !await Observer.Leases.IsOwnedAsync(LogNames.TranscoderLease(stream.Id), Cancel), Cancel);
        await stream.LeaveAsync();
        await stream.GoneAsync();

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Folder, "objects"), "*", SearchOption.AllDirectories));
        Assert.Empty(Stored(stream).Leftovers());
        Assert.Empty(Observer.Events<StreamEnded>(published => published.RecordingId == stream.Id));
        Assert.Empty(Observer.Events<StreamFailed>(published => published.RecordingId == stream.Id));
    }

    [Fact]
    public async Task A_recording_that_is_deleted_while_its_stream_is_queued_has_no_output()
    {
        await using var worker = StartWorker(("Transcoder:Slots", "1"));
        await using var running = await PublishedStream.StartAsync(Observer);
        await running.SendAsync(Fixture.Load("vp8").Chunks.Take(20));
        await Eventually.TrueAsync("it runs", () => Observer.Leases.IsOwnedAsync(LogNames.TranscoderLease(running.Id), Cancel), Cancel);
        await using var waiting = await PublishedStream.StartAsync(Observer);
        await waiting.SendAsync(Fixture.Load("vp8").Chunks);
        await waiting.EndAsync();

        await worker.Http.ListensAsync(Cancel);
        await Observer.Bus.Publish(Deleted(waiting), Cancel);
        await Eventually.TrueAsync("the deletion is noted", () => Task.FromResult(Stored(waiting).Exists(DefaultKeys.Keys.Checkpoint(waiting.Id))), Cancel);
        await running.EndAsync();
        await running.EndedAsync();
        await waiting.GoneAsync();

        Assert.Empty(Stored(waiting).Leftovers());
        Assert.Empty(Observer.Events<StreamEnded>(published => published.RecordingId == waiting.Id));
    }

    private static RecordingDeleted Deleted(PublishedStream stream) => new(stream.Id, null, null, TimeProvider.System.GetUtcNow());
}
