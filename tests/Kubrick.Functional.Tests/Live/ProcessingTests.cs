using System.Net;
using System.Text.Json;
using Kubrick.Testing;
using Kubrick.Testing.Live;

namespace Kubrick.Functional.Tests.Live;

/// <summary>What becomes of a stored recording, through all services.</summary>
[Collection(ReplicatedLiveSystemCollection.Name)]
public sealed class ProcessingTests(ReplicatedLiveSystem system)
{
    // Processing has a low priority, and the workers have streams of other tests.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly Client client = new(system);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_uploaded_recording_can_be_searched_and_has_pictures_and_a_waveform()
    {
        var bytes = LiveSystem.Recorded("vp8").Bytes;
        var source = await Probe.OfAsync(bytes, Cancel);
        var id = await client.CreatedId();
        await client.Upload(id, bytes);
        var recording = await ProcessedAsync(id, "done");

        var seekable = await client.Video(id);
        var copy = await Probe.OfAsync(seekable, Cancel);
        Assert.Equal((source.VideoCodec, source.AudioCodec, source.VideoFrames), (copy.VideoCodec, copy.AudioCodec, copy.VideoFrames));
        Assert.NotEqual(Client.Sha256(bytes), Client.Sha256(seekable));
        // The client said 10.5 s.
        Assert.Equal(copy.VideoTimes[^1], recording.GetProperty("duration").GetDouble(), 0.5);
        Assert.Equal("ready", recording.GetProperty("status").GetString());

        Assert.Equal("image/jpeg", await TypeOfAsync(recording.GetProperty("thumbnailUrl")));
        Assert.Equal("application/json", await TypeOfAsync(recording.GetProperty("waveformUrl")));
        var track = await system.Gateway.GetStringAsync(client.Url(recording.GetProperty("storyboardUrl").GetString()), Cancel);
        var sprite = track.Split('\n').First(line => line.Contains("#xywh=", StringComparison.Ordinal));
        using var picture = await system.Gateway.GetAsync(client.Url(sprite.Split('#')[0]), Cancel);
        Assert.Equal((HttpStatusCode.OK, "image/jpeg"), (picture.StatusCode, picture.Content.Headers.ContentType?.MediaType));

        (await client.Delete($"/api/recordings/{id}")).Expect(HttpStatusCode.NoContent);
        await Eventually.TrueAsync(
            "its objects are gone",
            async () =>
            {
                using var gone = await system.Gateway.GetAsync(client.Url(sprite.Split('#')[0]), Cancel);
                return gone.StatusCode == HttpStatusCode.NotFound;
            },
            Cancel);
    }

    [Fact]
    public async Task A_streamed_recording_has_a_picture_and_is_still_played_from_its_segments()
    {
        await using var stream = await TestStream.StartAsync(system, "vp8");
        await stream.Publisher.ReplayAsync(LiveSystem.Recorded("vp8").Chunks, null, Cancel);
        await stream.Publisher.StopAsync(Cancel);
        var recording = await ProcessedAsync(stream.Id, "done");
        Assert.Equal("image/jpeg", await TypeOfAsync(recording.GetProperty("thumbnailUrl")));
        Assert.EndsWith("/hls/manifest.m3u8", recording.GetProperty("videoUrl").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_video_are_found_out_and_may_be_uploaded_again()
    {
        var id = await client.CreatedId();
        await client.Upload(id, VideoFile.WebM(5000));
        var recording = await ProcessedAsync(id, "failed");
        Assert.Equal("error", recording.GetProperty("status").GetString());
        Assert.NotEmpty(recording.GetProperty("errorReason").GetString()!);

        await client.Upload(id, LiveSystem.Recorded("mp4").Bytes);
        Assert.Equal("ready", (await ProcessedAsync(id, "done")).GetProperty("status").GetString());
    }

    private async Task<JsonElement> ProcessedAsync(string id, string state)
    {
        JsonElement found = default;
        await Eventually.TrueAsync(
            $"processing is {state}",
            async () =>
            {
                found = (await client.Get($"/api/recordings/{id}")).Expect(HttpStatusCode.OK).Attributes;
                return found.GetProperty("processing") is { ValueKind: JsonValueKind.Object } processing && processing.GetProperty("state").GetString() == state;
            },
            Cancel,
            Limit,
            () => found.ToString());
        return found;
    }

    private async Task<string?> TypeOfAsync(JsonElement address)
    {
        using var response = await system.Gateway.GetAsync(client.Url(address.GetString()), Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response.Content.Headers.ContentType?.MediaType;
    }
}
