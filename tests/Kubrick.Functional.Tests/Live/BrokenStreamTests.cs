using System.Diagnostics;
using Kubrick.Testing;
using Kubrick.Testing.Live;

namespace Kubrick.Functional.Tests.Live;

/// <summary>Recorders that send no media, send garbage or lose their connection; workers that are killed.</summary>
[Collection(ReplicatedLiveSystemCollection.Name)]
public sealed class BrokenStreamTests(ReplicatedLiveSystem system)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Garbage_is_reported_to_the_recorder_archived_and_leaves_no_process()
    {
        var noise = Client.RandomBytes(300_000);
        const int Frame = 30_000;
        await using var stream = await TestStream.StartAsync(system);
        await stream.Publisher.SendAsync(noise.AsMemory(0, Frame), Cancel);
        await stream.Publisher.WaitUntilAcceptedAsync(Cancel);
        for (var i = Frame; i < noise.Length; i += Frame)
        {
            await stream.Publisher.SendAsync(noise.AsMemory(i, Frame), Cancel);
        }

        var error = await stream.Publisher.WaitForMessageAsync("error", Cancel);
        Assert.False(string.IsNullOrEmpty(error.GetProperty("error").GetString()));
        var recording = await stream.BecomesAsync("error");
        Assert.False(string.IsNullOrEmpty(recording.GetProperty("errorReason").GetString()));
        var archive = await stream.ArchiveAsync();
        Assert.NotNull(archive);
        Assert.InRange(archive.Length, Frame, noise.Length);
        Assert.Equal(noise[..archive.Length], archive);
        await stream.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task A_recorder_that_never_sends_a_byte_gets_an_error()
    {
        await using var stream = await TestStream.StartAsync(system);
        await stream.Publisher.WaitForMessageAsync("error", Cancel);
        Assert.False(string.IsNullOrEmpty((await stream.BecomesAsync("error")).GetProperty("errorReason").GetString()));
        await stream.StreamBecomesAsync("error");
        await stream.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task A_connection_lost_in_a_cluster_leaves_a_video_of_all_accepted_bytes()
    {
        var recorded = LiveSystem.Recorded("vp8");
        var cut = recorded.Chunks.Take(recorded.Chunks.Count * 2 / 3).ToList();
        await using var stream = await TestStream.StartAsync(system);
        await stream.Publisher.ReplayAsync(cut, null, Cancel);
        // An abort discards bytes that are still on their way to Ingest.
        await stream.Publisher.WaitUntilAcceptedAsync(Cancel);
        stream.Publisher.Abort();
        await stream.StreamBecomesAsync("reconnecting");
        await stream.BecomesAsync("ready");
        byte[] sent = [.. cut.SelectMany(chunk => chunk.Bytes.ToArray())];
        await stream.AssertArchiveAsync(sent);
        var source = await Probe.OfAsync(sent, Cancel);
        var whole = await Probe.OfAsync(await stream.Viewer.VideoOnDemandAsync(Cancel), Cancel);
        Assert.InRange(whole.VideoFrames, source.VideoFrames - 1, source.VideoFrames);
        await stream.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task A_recorder_that_reconnects_within_the_grace_period_continues_its_stream()
    {
        var recorded = LiveSystem.Recorded("vp8");
        var half = recorded.Chunks.Count / 2;
        await using var stream = await TestStream.StartAsync(system);
        await stream.Publisher.ReplayAsync([.. recorded.Chunks.Take(half)], null, Cancel);
        await stream.Publisher.WaitUntilAcceptedAsync(Cancel);
        stream.Publisher.Abort();
        await stream.StreamBecomesAsync("reconnecting");

        await using var again = await TestPublisher.ConnectAsync(system.Gateway.BaseAddress!, Cancel);
        await again.StartAsync(stream.Id, Cancel);
        await again.ReplayAsync([.. recorded.Chunks.Skip(half)], null, Cancel);
        await again.StopAsync(Cancel);
        await stream.BecomesAsync("ready");
        await stream.AssertArchiveAsync(recorded.Bytes);
        var source = await Probe.OfAsync(recorded.Bytes, Cancel);
        var whole = await Probe.OfAsync(await stream.Viewer.VideoOnDemandAsync(Cancel), Cancel);
        Assert.Equal(source.VideoFrames, whole.VideoFrames);
    }

    [Fact]
    public async Task When_a_worker_is_killed_another_one_continues_without_losing_a_byte_or_frame()
    {
        var recorded = LiveSystem.Recorded("vp8");
        var source = await Probe.OfAsync(recorded.Bytes, Cancel);
        await using var stream = await TestStream.StartAsync(system);
        var killAt = recorded.Chunks.Count * 2 / 3;
        await stream.Publisher.ReplayAsync([.. recorded.Chunks.Take(killAt)], null, Cancel);
        await Eventually.TrueAsync("one worker transcodes", () => Task.FromResult(system.BusyWorkers().Count == 1), Cancel);
        var orphans = KillBusyWorker();
        await stream.Publisher.ReplayAsync([.. recorded.Chunks.Skip(killAt)], null, Cancel);
        await stream.Publisher.StopAsync(Cancel);
        await stream.BecomesAsync("ready");
        await stream.AssertArchiveAsync(recorded.Bytes);
        var whole = await Probe.OfAsync(await stream.Viewer.VideoOnDemandAsync(Cancel), Cancel);
        VideoAssert.TimesIncrease(whole.VideoTimes);
        Assert.Equal(source.VideoFrames, whole.VideoFrames);
        AudioAssert.IsComplete(source, whole);
        await stream.AssertNothingLeftAsync();
        Assert.NotEmpty(orphans);
        await Eventually.TrueAsync("the FFmpeg of the killed worker has exited", () => Task.FromResult(!orphans.Any(LiveSystem.IsFFmpeg)), Cancel);
    }

    private IReadOnlyList<int> KillBusyWorker()
    {
        var children = system.FFmpegProcesses();
        using var worker = Process.GetProcessById(Assert.Single(system.BusyWorkers()));
        worker.Kill();
        return children;
    }
}
