using Kubrick.Testing;
using Kubrick.Testing.Live;

namespace Kubrick.Functional.Tests.Live;

/// <summary>The commands with which an operator moves streams between workers.</summary>
[Collection(MortalSystemCollection.Name)]
public sealed class DrainTests(MortalSystem system)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Streams_of_a_drained_worker_continue_on_another_and_nothing_is_missing()
    {
        var recorded = LiveSystem.Recorded("vp8");
        var source = await Probe.OfAsync(recorded.Bytes, Cancel);
        await using var stream = await LiveStream.StartAsync(system);
        var half = recorded.Chunks.Count / 2;
        await stream.Publisher.ReplayAsync([.. recorded.Chunks.Take(half)], null, Cancel);
        await stream.Viewer.WaitAsync(Cancel);
        var first = Assert.Single(system.BusyWorkers());
        var name = system.Processes.NameOf(first);

        await system.CommandAsync(name, "drain", Cancel);
        try
        {
            await Eventually.TrueAsync(
                "another worker has the stream", () => Task.FromResult(system.BusyWorkers() is [var worker] && worker != first), Cancel);
            // It was not stopped: it only gave its streams away.
            Assert.Contains(first, system.Processes.Of("transcoder"));
            await stream.Publisher.ReplayAsync([.. recorded.Chunks.Skip(half)], null, Cancel);
            await stream.Publisher.StopAsync(Cancel);
            await stream.BecomesAsync("ready");
            await stream.AssertArchiveAsync(recorded.Bytes);
            var whole = await Probe.OfAsync(await stream.Viewer.VideoOnDemandAsync(Cancel), Cancel);
            Assert.Equal(source.VideoFrames, whole.VideoFrames);
            Pictures.AssertForward(whole.VideoTimes);
        }
        finally
        {
            await system.CommandAsync(name, "resume", Cancel);
        }
    }

    [Fact]
    public async Task A_drained_worker_takes_streams_again_when_it_is_resumed()
    {
        for (var number = 1; number <= 3; number++)
        {
            await system.CommandAsync($"transcoder-{number}", "drain", Cancel);
        }

        await using var stream = await LiveStream.StartAsync(system);
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
