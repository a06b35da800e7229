using System.Security.Cryptography;
using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Testing;
using Kubrick.Transcoder.Tests.Fixtures;
using Kubrick.Transcoder.Tests.Workers;

namespace Kubrick.Transcoder.Tests.Streams;

[Collection(FirstBroker.Name)]
public sealed class BadStreamTests(BrokerFixture broker) : WorkerTests(broker)
{
    [Fact]
    public async Task Garbage_fails_the_stream_at_once_and_is_kept()
    {
        await using var worker = StartWorker();
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(Pieces(RandomNumberGenerator.GetBytes(100_000)));

        var failed = await stream.FailedAsync();

        Assert.Equal(StreamErrorCodes.InvalidMedia, failed.Code);
        Assert.Equal("The recorder sent neither WebM nor MP4.", failed.Reason);
        Assert.Null(failed.ManifestKey);
        Assert.Equal(stream.Sha256(), failed.Archive!.Sha256);
        Assert.Equal(stream.Sha256(), Stored(stream).Sha256(failed.Archive));
        await stream.LeaveAsync();
        await stream.GoneAsync();
        Assert.Empty(Stored(stream).Leftovers());
    }

    [Fact]
    public async Task A_header_followed_by_garbage_has_nothing_to_play()
    {
        await using var worker = StartWorker();
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync([Fixture.Load("vp8").Bytes.AsMemory(0, 190)]);
        await stream.SendAsync(Pieces(new byte[50_000]));
        await stream.EndAsync();

        var failed = await stream.FailedAsync();

        Assert.Equal((StreamErrorCodes.InvalidMedia, stream.Sha256()), (failed.Code, failed.Archive!.Sha256));
        await stream.GoneAsync();
    }

    [Fact]
    public async Task A_stream_without_a_byte_has_no_media_and_leaves_nothing()
    {
        await using var worker = StartWorker();
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.EndAsync(StreamEndReason.NoMedia);

        var failed = await stream.FailedAsync();

        Assert.Equal((StreamErrorCodes.NoMedia, 0L), (failed.Code, failed.Totals.BytesReceived));
        Assert.Null(failed.Archive);
        await stream.GoneAsync();
        Assert.Empty(Stored(stream).Leftovers());
    }

    [Fact]
    public async Task A_stream_that_ends_inside_of_a_cluster_plays_up_to_there()
    {
        var bytes = Fixture.Load("vp8").Bytes.AsMemory(0, 70_001);
        await using var worker = StartWorker();
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(Pieces(bytes));
        await stream.EndAsync();

        var ended = await stream.EndedAsync();

        var source = await MediaTool.ProbeAsync(bytes.ToArray());
        var made = await MediaTool.ProbeAsync(Stored(stream).Everything());
        Assert.InRange(made.Count(packet => packet.IsVideo), source.Count(packet => packet.IsVideo) - 1, source.Count(packet => packet.IsVideo));
        Assert.Equal(stream.Sha256(), ended.Archive.Sha256);
    }

    [Fact]
    public async Task A_malformed_job_is_dropped_and_the_next_one_runs()
    {
        await using var worker = StartWorker();
        await Observer.SendAsync("{ no json"u8.ToArray());
        await Observer.SendAsync("{}"u8.ToArray());
        await Observer.SendAsync("""{"recordingId":"../../../../../../etc/pa","mimeType":"","quality":""}"""u8.ToArray());
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(Fixture.Load("opus-audio-only").Chunks);
        await stream.EndAsync();

        await stream.EndedAsync();

        Assert.Equal(0u, await Observer.WaitingAsync());
    }

    [Fact]
    public async Task A_job_without_a_log_is_dropped_and_leaves_nothing()
    {
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.LeaveAsync();
        await Observer.Logs.DeleteAsync(LogNames.ChunkLog(stream.Id), Cancel);
        await using var worker = StartWorker();

        await Eventually.TrueAsync(
            "it is dropped", () => Task.FromResult(worker.Log.Any(line => line.Contains("there is no chunk log", StringComparison.Ordinal))), Cancel);

        await stream.GoneAsync();
        Assert.Empty(Stored(stream).Leftovers());
    }

    [Fact]
    public async Task Repeated_frames_and_jobs_count_once()
    {
        var fixture = Fixture.Load("vp8-video-only");
        await using var worker = StartWorker();
        await using var stream = await PublishedStream.StartAsync(Observer);
        await Observer.SendAsync(stream.Job);
        await stream.SendAsync(fixture.Chunks.Take(10));
        for (var which = 5; which < 10; which++)
        {
            await stream.SendAgainAsync(which, fixture.Chunks[which]);
        }

        await stream.SendAsync(fixture.Chunks.Skip(10));
        await stream.EndAsync();

        var ended = await stream.EndedAsync();

        Assert.Equal((stream.Bytes, stream.Sha256()), (ended.Archive.Bytes, ended.Archive.Sha256));
        Assert.Equal(
            (await MediaTool.ProbeAsync(fixture.Bytes)).Count(packet => packet.IsVideo),
            (await MediaTool.ProbeAsync(Stored(stream).Everything())).Count(packet => packet.IsVideo));
        await stream.GoneAsync();
        Assert.Single(Observer.Events<StreamEnded>(published => published.RecordingId == stream.Id));
    }

    [Fact]
    public async Task A_stream_continues_after_lost_chunks()
    {
        var fixture = Fixture.Load("vp8");
        await using var worker = StartWorker();
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(fixture.Chunks.Take(12));
        await stream.SendAsync(fixture.Chunks.Skip(14));
        await stream.EndAsync();

        var ended = await stream.EndedAsync();

        Assert.Equal(stream.Sha256(), ended.Archive.Sha256);
        Assert.InRange(ended.Totals.DurationMs, 2000, 4500);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Pieces(ReadOnlyMemory<byte> bytes)
    {
        for (var at = 0; at < bytes.Length; at += 5000)
        {
            yield return bytes[at..Math.Min(at + 5000, bytes.Length)];
        }
    }
}
