using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Testing;
using Kubrick.Transcoder.Jobs;
using Kubrick.Transcoder.Tests.Fixtures;
using Kubrick.Transcoder.Tests.Workers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Kubrick.Transcoder.Tests.Streams;

[Collection(FirstBroker.Name)]
public sealed class SlotTests(BrokerFixture broker) : WorkerTests(broker)
{
    [Fact]
    public async Task A_redelivered_job_of_a_stream_with_another_owner_is_requeued()
    {
        var time = new FakeTimeProvider();
        var job = new TranscodeStream("0123456789abcdef01234567", TimeProvider.System.GetUtcNow(), 1, "video/webm", "720p", TimeProvider.System.GetUtcNow());
        await using var holder = await Observer.Leases.TryAcquireAsync(LogNames.TranscoderLease(job.RecordingId), null, Cancel);
        var worker = new StreamOwner(Observer.Leases, null!, null!, null!, time, NullLogger<StreamOwner>.Instance);

        var redelivered = worker.RunAsync(job, isRedelivered: true, Cancel);
        await Eventually.TrueAsync(
            "it is requeued",
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(10));
                return Task.FromResult(redelivered.IsCompleted);
            },
            Cancel);

        Assert.Equal(JobOutcome.Busy, await redelivered);
        Assert.Equal(JobOutcome.Duplicate, await worker.RunAsync(job, isRedelivered: false, Cancel));
    }

    [Fact]
    public async Task Logs_are_removed_even_after_the_removal_queue_was_lost()
    {
        await using var worker = StartWorker();
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(Fixture.Load("vp8").Chunks);
        await stream.ProgressedAsync(1);

        await Observer.Logs.DeleteAsync(LogNames.RemovalQueue, Cancel);
        await stream.EndAsync();

        await stream.GoneAsync();
    }

    [Fact]
    public async Task Three_streams_run_at_once_and_a_fourth_waits_and_then_runs()
    {
        var fixture = Fixture.Load("h264");
        await using var worker = StartWorker();
        var streams = new List<PublishedStream>();
        try
        {
            for (var number = 0; number < 4; number++)
            {
                streams.Add(await PublishedStream.StartAsync(Observer));
                await streams[number].SendAsync(fixture.Chunks.Take(30));
                if (number < 3)
                {
                    await streams[number].ProgressedAsync(1);
                }
            }

            Assert.False(await Observer.Leases.IsOwnedAsync(LogNames.TranscoderLease(streams[3].Id), Cancel));
            await streams[0].EndAsync();
            await streams[3].ProgressedAsync(1);
            foreach (var stream in streams[1..])
            {
                await stream.EndAsync();
            }

            foreach (var stream in streams)
            {
                Assert.Equal(stream.Sha256(), (await stream.EndedAsync()).Archive.Sha256);
                await stream.GoneAsync();
            }

            await Eventually.TrueAsync(
                "the metrics have it",
                async () => (await worker.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancel)).Contains("kubrick_transcoder_part_delay", StringComparison.Ordinal),
                Cancel);
            Assert.All(streams, stream => Assert.Empty(Stored(stream).Leftovers()));
        }
        finally
        {
            foreach (var stream in streams)
            {
                await stream.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task The_health_check_reports_the_version_of_FFmpeg()
    {
        await using var worker = StartWorker();

        await Eventually.TrueAsync(
            "it is healthy", async () => (await worker.Http.GetStringAsync(new Uri("/health", UriKind.Relative), Cancel)).Contains("ffmpeg version", StringComparison.Ordinal), Cancel);
    }
}
