using Kubrick.Testing.Live;

namespace Kubrick.Functional.Tests.Live;

/// <summary>A stream whose segments and archive go to an S3 server.</summary>
[Collection(S3SystemCollection.Name)]
public sealed class S3StreamTests(S3System system)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_is_watched_stored_whole_and_played_on_demand()
    {
        var recorded = LiveSystem.Recorded("vp8");
        var source = await Probe.OfAsync(recorded.Bytes, Cancel);
        await using var stream = await TestStream.StartAsync(system);
        var following = stream.Viewer.FollowAsync(Cancel);
        await stream.Publisher.ReplayAsync(recorded.Chunks, null, Cancel);
        await stream.Viewer.Playable;
        await stream.Publisher.StopAsync(Cancel);
        await following;

        var whole = await Probe.OfAsync(await stream.Viewer.VideoOnDemandAsync(Cancel), Cancel);
        Assert.Equal((source.VideoFrames, "h264", "aac"), (whole.VideoFrames, whole.VideoCodec, whole.AudioCodec));
        VideoAssert.TimesIncrease(whole.VideoTimes);
        VideoAssert.ViewerReceivedAllFrames(whole, await Probe.OfAsync(stream.Viewer.Media.ToArray(), Cancel));
        var recording = await stream.BecomesAsync("ready");
        Assert.Equal(("s3", recorded.Length), (recording.GetProperty("storageProvider").GetString(), recording.GetProperty("fileBytes").GetInt64()));
        await stream.AssertArchiveAsync(recorded.Bytes);
        await stream.AssertNothingLeftAsync();
    }
}
