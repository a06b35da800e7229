using Kubrick.Contracts.Logs;
using Kubrick.Testing;
using Kubrick.Transcoder.Tests.Fixtures;
using Kubrick.Transcoder.Tests.Workers;

namespace Kubrick.Transcoder.Tests.Streams;

public sealed class SlotTests(BrokerFixture broker) : WorkerTests(broker)
{
    [Fact]
    public async Task Three_streams_run_at_once_and_a_fourth_waits_and_then_runs()
    {
        var fixture = Fixture.Load("h264");
        await using var worker = StartWorker();
        var streams = new List<LiveStream>();
        try
        {
            for (var number = 0; number < 4; number++)
            {
                streams.Add(await LiveStream.StartAsync(Observer));
                await streams[number].SendAsync(fixture.Chunks.Take(30));
                if (number < 3)
                {
                    await streams[number].ProgressedAsync(1);
                }
            }

            Assert.False(await Observer.Leases.IsHeldAsync(LogNames.TranscoderLease(streams[3].Id), Cancel));
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
                "the metrics tell of it",
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
    public async Task The_health_shows_which_FFmpeg_there_is()
    {
        await using var worker = StartWorker();

        await Eventually.TrueAsync(
            "it is healthy", async () => (await worker.Http.GetStringAsync(new Uri("/health", UriKind.Relative), Cancel)).Contains("ffmpeg version", StringComparison.Ordinal), Cancel);
    }
}
