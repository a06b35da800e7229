using Kubrick.Testing;
using Kubrick.Testing.Live;

namespace Kubrick.Functional.Tests.Live;

/// <summary>The operator's commands that move streams to other workers.</summary>
[Collection(CrashSystemCollection.Name)]
public sealed class DrainTests(CrashSystem system)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Streams_of_a_drained_worker_continue_on_another_without_loss()
    {
        var recorded = LiveSystem.Recorded("vp8");
        var source = await Probe.OfAsync(recorded.Bytes, Cancel);
        await using var stream = await TestStream.StartAsync(system);
        var half = recorded.Chunks.Count / 2;
        await stream.Publisher.ReplayAsync([.. recorded.Chunks.Take(half)], null, Cancel);
        await stream.Viewer.WaitUntilPlayableAsync(Cancel);
        var first = Assert.Single(system.BusyWorkers());
        var name = system.Processes.NameOf(first);

        await system.CommandAsync(name, "drain", Cancel);
        try
        {
            await Eventually.TrueAsync(
                "another worker transcodes", () => Task.FromResult(system.BusyWorkers() is [var worker] && worker != first), Cancel);
            // The drained worker keeps running.
            Assert.Contains(first, system.Processes.Of("transcoder"));
            await stream.Publisher.ReplayAsync([.. recorded.Chunks.Skip(half)], null, Cancel);
            await stream.Publisher.StopAsync(Cancel);
            await stream.BecomesAsync("ready");
            await stream.AssertArchiveAsync(recorded.Bytes);
            var whole = await Probe.OfAsync(await stream.Viewer.VideoOnDemandAsync(Cancel), Cancel);
            Assert.Equal(source.VideoFrames, whole.VideoFrames);
            VideoAssert.TimesIncrease(whole.VideoTimes);
        }
        finally
        {
            await system.CommandAsync(name, "resume", Cancel);
        }
    }

    [Fact]
    public async Task A_resumed_worker_accepts_streams_again()
    {
        for (var number = 1; number <= 3; number++)
        {
            await system.CommandAsync($"transcoder-{number}", "drain", Cancel);
        }

        await using var stream = await TestStream.StartAsync(system);
        var recorded = LiveSystem.Recorded("vp8");
        await stream.Publisher.ReplayAsync(recorded.Chunks, null, Cancel);
        Assert.Empty(system.BusyWorkers());
        for (var number = 1; number <= 3; number++)
        {
            await system.CommandAsync($"transcoder-{number}", "resume", Cancel);
        }

        await stream.Publisher.StopAsync(Cancel);
        await stream.BecomesAsync("ready");
        await stream.AssertArchiveAsync(recorded.Bytes);
    }
}
