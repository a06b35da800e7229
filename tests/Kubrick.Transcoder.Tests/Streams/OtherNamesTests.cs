using Kubrick.Storage;
using Kubrick.Storage.Keys;
using Kubrick.Transcoder.Tests.Fixtures;
using Kubrick.Transcoder.Tests.Workers;

namespace Kubrick.Transcoder.Tests.Streams;

[Collection(SecondBroker.Name)]
public sealed class OtherNamesTests(BrokerFixture broker) : WorkerTests(broker)
{
    [Fact]
    public async Task A_stream_is_stored_under_the_keys_and_names_of_the_settings()
    {
        var fixture = Fixture.Load("h264");
        var options = new StorageKeyOptions
        {
            Video = "originals/{yyyy}{MM}{dd}/{id}.{sequence}.{extension}",
            Stream = "live/{id}/hls/",
            Playlist = "index.m3u8",
            Init = "head-{epoch:000}.mp4",
            Segment = "{number:0000000}.m4s",
            Part = "{number:0000000}-{part:00}.m4s",
        };
        await using var worker = StartWorker(
            ("Storage:Keys:Video", options.Video),
            ("Storage:Keys:Stream", options.Stream),
            ("Storage:Keys:Playlist", options.Playlist),
            ("Storage:Keys:Init", options.Init),
            ("Storage:Keys:Segment", options.Segment),
            ("Storage:Keys:Part", options.Part));
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(fixture.Chunks);
        await stream.EndAsync();

        var ended = await stream.EndedAsync();

        var stored = Stored(stream, new StorageKeys(options));
        Assert.Equal($"live/{stream.Id}/hls/index.m3u8", ended.ManifestKey);
        Assert.Equal($"originals/{stream.Job.CreatedAt.UtcDateTime:yyyyMMdd}/{stream.Id}.7.webm", ended.Archive.StorageKey);
        Assert.Equal(["head-000.mp4"], stored.Inits);
        Assert.Equal("0000000.m4s", stored.Segments[0]);
        Assert.Equal(stream.Sha256(), stored.Sha256(ended.Archive));
        Assert.Equal(
            (await MediaTool.ProbeAsync(fixture.Bytes)).Count(packet => packet.IsVideo),
            (await MediaTool.ProbeAsync(stored.Everything())).Count(packet => packet.IsVideo));
        Assert.False(Directory.Exists(Path.Combine(Folder, "objects", "streams")));
    }
}
