using System.Diagnostics;
using Kubrick.Testing;
using Kubrick.Testing.Live;

namespace Kubrick.Functional.Tests.Live;

/// <summary>Recorders that send what is no video, go in the middle, or never send a byte; workers that die.</summary>
[Collection(ReplicatedLiveSystemCollection.Name)]
public sealed class BrokenStreamTests(ReplicatedLiveSystem system)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Garbage_is_told_to_the_recorder_kept_whole_and_leaves_nothing_running()
    {
        var noise = Client.RandomBytes(300_000);
        const int Frame = 30_000;
        await using var stream = await LiveStream.StartAsync(system);
        await stream.Publisher.SendAsync(noise.AsMemory(0, Frame), Cancel);
        // A pong comes after the frames before it were taken.
        await stream.Publisher.SayAsync("""{"type":"ping"}""", Cancel);
        await stream.Publisher.HearAsync("pong", Cancel);
        for (var i = Frame; i < noise.Length; i += Frame)
        {
            await stream.Publisher.SendAsync(noise.AsMemory(i, Frame), Cancel);
        }

        var error = await stream.Publisher.HearAsync("error", Cancel);
        Assert.False(string.IsNullOrEmpty(error.GetProperty("error").GetString()));
        var recording = await stream.BecomesAsync("error");
        Assert.False(string.IsNullOrEmpty(recording.GetProperty("errorReason").GetString()));
        Assert.Empty(system.FFmpegs());
        var archive = await stream.ArchiveAsync();
        Assert.NotNull(archive);
        Assert.InRange(archive.Length, Frame, noise.Length);
        Assert.Equal(noise[..archive.Length], archive);
        await stream.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task A_recorder_that_never_sends_a_byte_is_told_so()
    {
        await using var stream = await LiveStream.StartAsync(system);
        await stream.Publisher.HearAsync("error", Cancel);
        Assert.False(string.IsNullOrEmpty((await stream.BecomesAsync("error")).GetProperty("errorReason").GetString()));
        await stream.StreamBecomesAsync("error");
        await stream.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task A_recorder_that_goes_in_the_middle_of_a_cluster_and_stays_away_leaves_a_video_of_what_came()
    {
        var recorded = LiveSystem.Recorded("vp8");
        var cut = recorded.Chunks.Take(recorded.Chunks.Count * 2 / 3).ToList();
        await using var stream = await LiveStream.StartAsync(system);
        await stream.Publisher.ReplayAsync(cut, null, Cancel);
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
    public async Task A_recorder_that_comes_back_within_the_grace_period_goes_on_where_it_was()
    {
        var recorded = LiveSystem.Recorded("vp8");
        var half = recorded.Chunks.Count / 2;
        await using var stream = await LiveStream.StartAsync(system);
        await stream.Publisher.ReplayAsync([.. recorded.Chunks.Take(half)], null, Cancel);
        // What the server has said is what the recorder knows to be there: a pong comes after the frames before it were taken.
        await stream.Publisher.SayAsync("""{"type":"ping"}""", Cancel);
        await stream.Publisher.HearAsync("pong", Cancel);
        stream.Publisher.Abort();
        await stream.StreamBecomesAsync("reconnecting");

        await using var again = await StreamPublisher.ConnectAsync(system.Gateway.BaseAddress!, Cancel);
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
    public async Task When_a_worker_is_killed_another_one_goes_on_and_neither_a_byte_nor_a_picture_is_lost()
    {
        var recorded = LiveSystem.Recorded("vp8");
        var source = await Probe.OfAsync(recorded.Bytes, Cancel);
        await using var stream = await LiveStream.StartAsync(system);
        var killAt = recorded.Chunks.Count * 2 / 3;
        IReadOnlyList<int> orphans = [];
        await stream.Publisher.ReplayAsync(recorded.Chunks, sent => { if (sent == killAt) { orphans = KillBusyWorker(); } }, Cancel);
        await stream.Publisher.StopAsync(Cancel);
        await stream.BecomesAsync("ready");
        await stream.AssertArchiveAsync(recorded.Bytes);
        var whole = await Probe.OfAsync(await stream.Viewer.VideoOnDemandAsync(Cancel), Cancel);
        Pictures.AssertForward(whole.VideoTimes);
        Assert.Equal(source.VideoFrames, whole.VideoFrames);
        Sound.AssertAllOf(source, whole);
        await stream.AssertNothingLeftAsync();
        Assert.NotEmpty(orphans);
        await Eventually.TrueAsync("FFmpeg of the killed worker is gone", () => Task.FromResult(!orphans.Any(LiveSystem.IsFFmpeg)), Cancel);
    }

    private IReadOnlyList<int> KillBusyWorker()
    {
        var children = system.FFmpegs();
        using var worker = Process.GetProcessById(Assert.Single(system.BusyWorkers()));
        worker.Kill();
        return children;
    }
}
