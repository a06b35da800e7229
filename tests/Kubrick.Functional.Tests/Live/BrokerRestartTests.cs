using System.Diagnostics;
using Kubrick.Testing;
using Kubrick.Testing.Live;

namespace Kubrick.Functional.Tests.Live;

/// <summary>The broker stores all media between recorders and viewers; it is killed during a stream and restarts.</summary>
[Collection(CrashSystemCollection.Name)]
public sealed class BrokerRestartTests(CrashSystem system)
{
    private const int Seconds = 20;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_the_broker_is_killed_the_stream_continues_and_no_frame_is_lost()
    {
        var recorded = await TestVideo.Small.EncodeAsync(Seconds, Cancel);
        await using var stream = await TestStream.StartAsync(system);
        var before = recorded.Chunks.Count / 4;
        await stream.Publisher.ReplayAsync([.. recorded.Chunks.Take(before)], null, Cancel);
        await stream.Viewer.WaitUntilPlayableAsync(Cancel);

        var killed = KillBroker();
        // In real time while the broker is down: the socket stays open, and Ingest buffers the received bytes until the broker has restarted.
        await stream.Publisher.ReplayAsync([.. recorded.Chunks.Skip(before)], null, Cancel);
        await Eventually.TrueAsync("a new broker process runs", () => Task.FromResult(system.BrokerProcess() is { } now && now != killed), Cancel);
        var stopped = await stream.Publisher.StopAsync(Cancel);

        Assert.Equal("ended", stopped.GetProperty("status").GetString());
        var recording = await stream.BecomesAsync("ready");
        Assert.Equal(recorded.Length, recording.GetProperty("fileBytes").GetInt64());
        await stream.AssertArchiveAsync(recorded.Bytes);
        var whole = await Probe.OfAsync(await stream.Viewer.VideoOnDemandAsync(Cancel), Cancel);
        Assert.Equal(Seconds * TestVideo.FramesPerSecond, whole.VideoFrames);
        VideoAssert.TimesIncrease(whole.VideoTimes);
        await stream.AssertNothingLeftAsync();
    }

    private int KillBroker()
    {
        using var broker = Process.GetProcessById(system.BrokerProcess()!.Value);
        broker.Kill();
        return broker.Id;
    }
}
