using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Storage;
using Kubrick.Testing;
using Kubrick.Transcoder.Tests.Fixtures;
using Kubrick.Transcoder.Tests.Workers;

namespace Kubrick.Transcoder.Tests.Streams;

[Collection(FirstBroker.Name)]
public sealed class StorageTests(BrokerFixture broker) : WorkerTests(broker)
{
    [Fact]
    public async Task A_stream_waits_for_a_storage_that_fails_for_a_while()
    {
        var fixture = Fixture.Load("vp8");
        await using var worker = StartWorker();
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(fixture.Chunks.Take(10));
        await Eventually.TrueAsync("the worker has started", () => Task.FromResult(Stored(stream).Exists(DefaultKeys.Keys.Checkpoint(stream.Id))), Cancel);
        Break();
        await stream.SendAsync(fixture.Chunks.Skip(10));
        await stream.EndAsync();
        await Eventually.TrueAsync("the storage has failed", () => Task.FromResult(worker.Log.Any(line => line.Contains("Storage operation failed", StringComparison.Ordinal))), Cancel);
        Mend();

        var ended = await stream.EndedAsync();

        Assert.Equal(stream.Sha256(), Stored(stream).Sha256(ended.Archive));
        Assert.Equal(
            (await MediaTool.ProbeAsync(fixture.Bytes)).Count(packet => packet.IsVideo),
            (await MediaTool.ProbeAsync(Stored(stream).Everything())).Count(packet => packet.IsVideo));
    }

    [Fact]
    public async Task An_unavailable_storage_delays_no_viewer_and_gets_everything_in_order()
    {
        const int Containers = 5;
        var fixture = Fixture.Load("h264");
        await using var worker = StartWorker(("Transcoder:SegmentDuration", "00:00:01"));
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(fixture.Chunks.Take(2));
        await Eventually.TrueAsync("the worker has started", () => Task.FromResult(Stored(stream).Exists(DefaultKeys.Keys.Checkpoint(stream.Id))), Cancel);
        Break();
        await stream.SendAsync(fixture.Chunks.Skip(2));
        for (var number = 1; number < Containers; number++)
        {
            stream.StartEpoch();
            await stream.SendAsync(fixture.Chunks);
        }

        // If the storage were unavailable for too long, the log would have an end.
        await stream.WaitForRecordAsync(header => header is PartLogEnded or SegmentClosed { MediaSequence: 2 * Containers });
        Assert.Empty(Observer.Events<StreamFailed>(failed => failed.RecordingId == stream.Id));
        Mend();
        await stream.EndAsync();

        var ended = await stream.EndedAsync();
        var stored = Stored(stream);
        var parts = (await stream.PartsAsync()).Where(record => record.Header is PartAppended).ToLookup(record => record.Header.MediaSequence);
        Assert.Equal(stream.Sha256(), stored.Sha256(ended.Archive));
        Assert.Equal(Containers, stored.Inits.Count);
        Assert.Equal(ended.Totals.SegmentsUploaded, stored.Segments.Count);
        Assert.Equal(Enumerable.Range(0, stored.Segments.Count).Select(number => DefaultKeys.Names.Segment(number)), stored.Segments);
        Assert.All(stored.Segments.Select((name, number) => (name, number)), segment => Assert.Equal(
            parts[segment.number].SelectMany(part => part.Bytes.ToArray()), stored.Media(segment.name)));
    }

    [Fact]
    public async Task A_storage_that_fails_for_too_long_fails_the_stream_and_keeps_the_log()
    {
        await using var worker = StartWorker(("Transcoder:StorageTimeout", "00:00:01"));
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(Fixture.Load("vp8").Chunks.Take(5));
        await Eventually.TrueAsync("the worker has started", () => Task.FromResult(Stored(stream).Exists(DefaultKeys.Keys.Checkpoint(stream.Id))), Cancel);
        Break();
        await stream.SendAsync(Fixture.Load("vp8").Chunks.Skip(5));
        await stream.EndAsync();

        var failed = await stream.FailedAsync();
        Mend();

        Assert.Equal(StreamErrorCodes.StorageFailed, failed.Code);
        Assert.Null(failed.Archive);
        Assert.True(await Observer.Logs.ExistsAsync(LogNames.ChunkLog(stream.Id), Cancel));
    }

    [Fact]
    public async Task A_storage_that_is_full_at_the_start_is_reported_and_the_stream_is_kept()
    {
        var isFull = true;
        var fixture = Fixture.Load("vp8");
        await using var worker = StartWorker(_ =>
        {
            if (Volatile.Read(ref isFull))
            {
                throw new StorageException(StorageError.Full, "The disk of the storage folder has not enough free space.");
            }
        });
        await using var stream = await PublishedStream.StartAsync(Observer);
        await Eventually.TrueAsync("the problem is reported", () => Task.FromResult(Reports(stream).Any(report => report.Problem is not null)), Cancel);
        var problem = Reports(stream).First(report => report.Problem is not null).Problem!;
        Assert.Equal(StreamProblem.StorageUnavailable, problem.Code);
        Assert.StartsWith("The storage does not accept the stream at the moment. The disk of the storage folder has not enough free space.", problem.Sentence, StringComparison.Ordinal);
        Assert.Contains(worker.Log, line => line.Contains("Error StorageRetry: Storage unavailable", StringComparison.Ordinal));
        var known = Reports(stream).Count;
        await Eventually.TrueAsync("it is reported to recorders that connect later", () => Task.FromResult(Reports(stream).Count > known), Cancel);

        await stream.SendAsync(fixture.Chunks);
        await stream.EndAsync();
        Volatile.Write(ref isFull, false);
        var ended = await stream.EndedAsync();
        Assert.Equal(stream.Sha256(), Stored(stream).Sha256(ended.Archive));
        Assert.Null(Reports(stream)[^1].Problem);
    }

    private IReadOnlyList<StreamProgressed> Reports(PublishedStream stream) => Observer.Events<StreamProgressed>(report => report.RecordingId == stream.Id);

    // The provider writes every file there first.
    private void Break()
    {
        Directory.Move(Path.Combine(Folder, "tmp"), Path.Combine(Folder, "moved"));
        File.WriteAllText(Path.Combine(Folder, "tmp"), "");
    }

    private void Mend()
    {
        File.Delete(Path.Combine(Folder, "tmp"));
        Directory.Move(Path.Combine(Folder, "moved"), Path.Combine(Folder, "tmp"));
    }
}
