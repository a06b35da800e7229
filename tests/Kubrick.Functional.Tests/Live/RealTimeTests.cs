using System.Globalization;
using Kubrick.Testing.Live;

namespace Kubrick.Functional.Tests.Live;

/// <summary>A stream of realistic size in real time.</summary>
[Collection(ReplicatedLiveSystemCollection.Name)]
public sealed class RealTimeTests(ReplicatedLiveSystem system)
{
    /// <summary>The length of the stream in seconds (12).</summary>
    private const string SecondsVariable = "KUBRICK_STREAM_SECONDS";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static int Seconds => Environment.GetEnvironmentVariable(SecondsVariable) is { Length: > 0 } given ? int.Parse(given, NumberStyles.None, CultureInfo.InvariantCulture) : 12;

    [Fact]
    public async Task A_720p_stream_is_watched_live_without_gaps_and_stored_whole()
    {
        var recorded = await TestVideo.Hd.EncodeAsync(Seconds, Cancel);
        var frames = Seconds * TestVideo.FramesPerSecond;
        var source = await Probe.OfAsync(recorded.Bytes, Cancel);
        Assert.Equal(frames, source.VideoFrames);

        await using var stream = await TestStream.StartAsync(system, "720p");
        // Throws when a part is skipped or the media sequence decreases.
        var following = stream.Viewer.FollowAsync(Cancel);
        await stream.Publisher.ReplayAsync(recorded.Chunks, null, Cancel);
        await stream.Viewer.Playable;
        var stopped = await stream.Publisher.StopAsync(Cancel);
        await following;
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"Stream of {Seconds} s, {recorded.Length} bytes; playable {stream.Viewer.FirstPlayableAfter!.Value.TotalSeconds:F2} s after its start."));

        var vod = await stream.Viewer.VideoOnDemandAsync(Cancel);
        var whole = await Probe.OfAsync(vod, Cancel);
        Assert.Equal((frames, ""), (whole.VideoFrames, whole.Errors));
        VideoAssert.HasConstantFrameRate(whole.VideoTimes);
        var live = await Probe.OfAsync(stream.Viewer.Media.ToArray(), Cancel);
        Assert.Equal("", live.Errors);
        VideoAssert.HasConstantFrameRate(live.VideoTimes);
        VideoAssert.ViewerReceivedAllFrames(whole, live);
        AudioAssert.IsComplete(source, whole);
        AudioAssert.ViewerReceivedAll(whole, live);
        await stream.AssertArchiveAsync(recorded.Bytes);
        await AssertSizesAndDurationsAsync(stream, recorded, stopped, vod);
    }

    private static async Task AssertSizesAndDurationsAsync(TestStream stream, RecordedChunks recorded, System.Text.Json.JsonElement stopped, byte[] vod)
    {
        var playlist = await stream.Viewer.EndedPlaylistAsync(Cancel);
        Assert.Equal(
            ("ended", playlist.Segments.Count, (long)vod.Length),
            (stopped.GetProperty("status").GetString(), stopped.GetProperty("segmentsUploaded").GetInt32(), stopped.GetProperty("bytesUploaded").GetInt64()));
        var seconds = stopped.GetProperty("duration").GetInt64() / 1000.0;
        Assert.Equal(Seconds, seconds, 0.1);
        Assert.Equal(playlist.Segments.Sum(segment => segment.Seconds), seconds, 0.05);
        var recording = await stream.BecomesAsync("ready");
        Assert.Equal(recorded.Length, recording.GetProperty("fileBytes").GetInt64());
        Assert.Equal(seconds, recording.GetProperty("duration").GetDouble(), 0.001);
    }
}
