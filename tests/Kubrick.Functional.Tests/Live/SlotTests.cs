using System.Net;
using Kubrick.Testing;
using Kubrick.Testing.Live;

namespace Kubrick.Functional.Tests.Live;

/// <summary>More streams than the workers have room for.</summary>
[Collection(MortalSystemCollection.Name)]
public sealed class SlotTests(MortalSystem system)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_streams_run_at_once_and_a_fourth_waits_and_then_runs()
    {
        var streams = new List<LiveStream>();
        try
        {
            await FillAsync(streams);
        }
        finally
        {
            // Whatever happened: the next test needs the workers.
            foreach (var stream in streams)
            {
                await stream.DisposeAsync();
            }
        }

        await Eventually.TrueAsync("no FFmpeg is left", () => Task.FromResult(system.FFmpegs().Count == 0), Cancel);
    }

    private async Task FillAsync(List<LiveStream> streams)
    {
        var recorded = LiveSystem.Recorded("h264");
        for (var i = 0; i < 3; i++)
        {
            streams.Add(await LiveStream.StartAsync(system, $"Stream {i}"));
        }

        await Task.WhenAll(streams.Select(stream => stream.Publisher.ReplayAsync(recorded.Chunks, null, Cancel)));
        foreach (var stream in streams)
        {
            await stream.Viewer.WaitAsync(Cancel);
        }

        Assert.Equal(3, system.BusyWorkers().Count);
        Assert.Equal(3, system.FFmpegs().Count);
        // Pipe in and pipe out: nothing is written beside the storage. What this process was started with (a lock of the test command) its children have, too.
        var inherited = LiveSystem.FilesOf(Environment.ProcessId);
        Assert.All(system.FFmpegs(), ffmpeg => Assert.Empty(LiveSystem.FilesOf(ffmpeg).Except(inherited)));

        var fourth = await LiveStream.StartAsync(system, "Stream 3");
        streams.Add(fourth);
        await fourth.Publisher.ReplayAsync(recorded.Chunks, null, Cancel);
        var client = new Client(system);
        (await client.Get($"/api/streams/{fourth.Id}/hls/manifest.m3u8")).ExpectError(HttpStatusCode.ServiceUnavailable, "STREAM_INITIALIZING");
        Assert.Equal("starting", (await fourth.StateAsync()).GetProperty("status").GetString());
        Assert.Equal(3, system.FFmpegs().Count);

        await streams[0].Publisher.StopAsync(Cancel);
        await fourth.Viewer.WaitAsync(Cancel);
        foreach (var stream in streams.Skip(1))
        {
            await stream.Publisher.StopAsync(Cancel);
        }

        var frames = (await Probe.OfAsync(recorded.Bytes, Cancel)).VideoFrames;
        foreach (var stream in streams)
        {
            await stream.BecomesAsync("ready");
            await stream.AssertArchiveAsync(recorded.Bytes);
            Assert.Equal(frames, (await Probe.OfAsync(await stream.Viewer.VideoOnDemandAsync(Cancel), Cancel)).VideoFrames);
        }
    }
}
