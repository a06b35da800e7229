using Kubrick.Playback.Tests.Hosting;
using Kubrick.Storage;
using Kubrick.Storage.Local;
using Kubrick.Testing.Gcs;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Playback.Tests.Hls;

/// <summary>Streams that were stored before another storage was configured, here in the folder before <c>gcp</c>.</summary>
public sealed class OtherStorageTests(Servers servers)
{
    private const string Vod = "#EXTM3U\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXTINF:2.0,\nsegment_00000.m4s\n#EXT-X-ENDLIST\n";

    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 100_000).Select(number => (byte)(number * 7))];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task A_stream_plays_from_where_it_is_stored(bool isLiveEnabled, bool isUnderUsualKey)
    {
        using var world = await World.StartAsync(servers);
        await using var stub = await StartAsync(world);
        await using var app = PlaybackApp.Start(world, Settings(stub, isLiveEnabled));
        var folder = app.Services.GetRequiredService<StoragePlaces>().Find("local", null)!;
        var id = world.Recordings.AddIn("ready", "local", folder.Location.Bucket);
        var prefix = DefaultKeys.Keys.StreamPrefix(id);
        if (!isUnderUsualKey)
        {
            prefix = $"recordings/{id}/hls/";
            world.Recordings.PutElsewhere(id, prefix + "stream.m3u8");
        }

        await folder.Writer.PutAsync(prefix + "stream.m3u8", System.Text.Encoding.UTF8.GetBytes(Vod), "application/vnd.apple.mpegurl", null, Stop);
        await folder.Writer.PutAsync(prefix + "segment_00000.m4s", Bytes, "video/mp4", null, Stop);

        Assert.Equal((200, Vod), ((await app.GetAsync(PlaybackApp.Manifest(id))).Status, (await app.GetAsync(PlaybackApp.Manifest(id))).Text));
        var segment = await app.SendAsync(HttpMethod.Get, PlaybackApp.File(id, "segment_00000.m4s"), range: new(10, 99));
        Assert.Equal((206, "bytes 10-99/100000"), (segment.Status, segment.ContentRange));
        Assert.Equal(Bytes[10..100], segment.Bytes);
        Assert.Equal(404, (await app.GetAsync(PlaybackApp.File(id, "segment_00001.m4s"))).Status);

        // After a move it is in the configured storage, and its ticket says so.
        await app.StoreAsync(prefix + "stream.m3u8", Vod);
        await app.StoreAsync(prefix + "segment_00000.m4s", Bytes, "video/mp4");
        world.Recordings.PutIn(id, "gcp", "playback-tests");
        await folder.Remover.DeletePrefixAsync(prefix, Stop);
        await Kubrick.Testing.Eventually.TrueAsync("it plays from the new place", async () =>
            (await app.GetAsync(PlaybackApp.Manifest(id))).Status == 200 && (await app.GetAsync(PlaybackApp.File(id, "segment_00000.m4s"))).Bytes.SequenceEqual(Bytes), Stop);
    }

    [Fact]
    public async Task A_stream_in_a_storage_without_settings_is_not_found()
    {
        using var world = await World.StartAsync(servers);
        await using var stub = await StartAsync(world);
        await using var app = PlaybackApp.Start(world, Settings(stub, isLiveEnabled: true));
        var id = world.Recordings.AddIn("ready", "s3", "not-configured");

        (await app.GetAsync(PlaybackApp.Manifest(id))).IsError(404, "NOT_FOUND");
        (await app.GetAsync(PlaybackApp.File(id, "segment_00000.m4s"))).IsError(404, "NOT_FOUND");
    }

    private static async Task<GcsStub> StartAsync(World world)
    {
        LocalAccess.Open(new LocalStorageOptions { Root = world.Storage }, new StorageOptions(), TimeProvider.System);
        var stub = await GcsStub.StartAsync(Stop);
        stub.AddBucket("playback-tests");
        return stub;
    }

    private static Dictionary<string, string> Settings(GcsStub stub, bool isLiveEnabled) => new()
    {
        ["Storage:Provider"] = "gcp",
        ["Storage:Gcp:Bucket"] = "playback-tests",
        ["Storage:Gcp:CredentialsFile"] = stub.Account.WriteKey(),
        ["Storage:Gcp:Endpoint"] = stub.Address.AbsoluteUri,
        ["LiveStreaming:Enabled"] = isLiveEnabled ? "true" : "false",
    };
}
