using System.Diagnostics;
using Kubrick.Testing;
using Kubrick.Testing.Live;

namespace Kubrick.Functional.Tests.Live;

/// <summary>The broker, which holds all that is on its way from recorders to viewers, dies under a stream and comes back.</summary>
[Collection(MortalSystemCollection.Name)]
public sealed class BrokerRestartTests(MortalSystem system)
{
    private const int Seconds = 20;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_the_broker_is_killed_the_stream_goes_on_and_no_frame_of_its_archive_is_lost()
    {
        var recorded = await TestPicture.Small.MakeAsync(Seconds, Cancel);
        await using var stream = await LiveStream.StartAsync(system);
        var before = recorded.Chunks.Count / 4;
        await stream.Publisher.ReplayAsync([.. recorded.Chunks.Take(before)], null, Cancel);
        await stream.Viewer.WaitAsync(Cancel);

        var killed = KillBroker();
        // In real time while the broker is away: the socket stays open, and what comes is kept until it is back.
        await stream.Publisher.ReplayAsync([.. recorded.Chunks.Skip(before)], null, Cancel);
        await Eventually.TrueAsync("there is another broker", () => Task.FromResult(system.Broker() is { } now && now != killed), Cancel);
        var stopped = await stream.Publisher.StopAsync(Cancel);

        Assert.Equal("ended", stopped.GetProperty("status").GetString());
        var recording = await stream.BecomesAsync("ready");
        Assert.Equal(recorded.Length, recording.GetProperty("fileBytes").GetInt64());
        await stream.AssertArchiveAsync(recorded.Bytes);
        var whole = await Probe.OfAsync(await stream.Viewer.VideoOnDemandAsync(Cancel), Cancel);
        Assert.Equal(Seconds * TestPicture.FramesPerSecond, whole.VideoFrames);
        Pictures.AssertForward(whole.VideoTimes);
        await stream.AssertNothingLeftAsync();
    }

    private int KillBroker()
    {
        using var broker = Process.GetProcessById(system.Broker()!.Value);
        broker.Kill();
        return broker.Id;
    }
}
