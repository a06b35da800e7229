using System.Net;
using Kubrick.Testing;
using Kubrick.Testing.Live;

namespace Kubrick.Functional.Tests.Live;

/// <summary>More streams than the workers have slots.</summary>
[Collection(CrashSystemCollection.Name)]
public sealed class SlotTests(CrashSystem system)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_streams_run_at_once_and_a_fourth_waits_and_then_runs()
    {
        var streams = new List<TestStream>();
        try
        {
            await FillAsync(streams);
        }
        finally
        {
            // Free the slots for the next test, even after a failure.
            foreach (var stream in streams)
            {
                await stream.DisposeAsync();
            }
        }

        await Eventually.TrueAsync("no FFmpeg is left", () => Task.FromResult(system.FFmpegProcesses().Count == 0), Cancel);
    }

    private async Task FillAsync(List<TestStream> streams)
    {
        var recorded = LiveSystem.Recorded("h264");
        for (var i = 0; i < 3; i++)
        {
            streams.Add(await TestStream.StartAsync(system, $"Stream {i}"));
        }

        await Task.WhenAll(streams.Select(stream => stream.Publisher.ReplayAsync(recorded.Chunks, null, Cancel)));
        foreach (var stream in streams)
        {
            await stream.Viewer.WaitUntilPlayableAsync(Cancel);
        }

        Assert.Equal(3, system.BusyWorkers().Count);
        Assert.Equal(3, system.FFmpegProcesses().Count);
        // FFmpeg reads and writes pipes only, apart from files inherited from this process (a lock of the test command).
        var inherited = LiveSystem.OpenFilesOf(Environment.ProcessId);
        Assert.All(system.FFmpegProcesses(), ffmpeg => Assert.Empty(LiveSystem.OpenFilesOf(ffmpeg).Except(inherited)));

        var fourth = await TestStream.StartAsync(system, "Stream 3");
        streams.Add(fourth);
        await fourth.Publisher.ReplayAsync(recorded.Chunks, null, Cancel);
        var client = new Client(system);
        (await client.Get($"/api/streams/{fourth.Id}/hls/manifest.m3u8")).ExpectError(HttpStatusCode.ServiceUnavailable, "STREAM_INITIALIZING");
        Assert.Equal("starting", (await fourth.StateAsync()).GetProperty("status").GetString());
        Assert.Equal(3, system.FFmpegProcesses().Count);

        await streams[0].Publisher.StopAsync(Cancel);
        await fourth.Viewer.WaitUntilPlayableAsync(Cancel);
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
