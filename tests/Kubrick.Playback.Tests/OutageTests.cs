using Kubrick.Playback.Tests.Hosting;
using Kubrick.Playback.Tests.Playlists;
using Kubrick.Playback.Tests.Streams;
using Kubrick.Playback.Tests.Window;
using Kubrick.Storage;
using Kubrick.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Driver;

namespace Kubrick.Playback.Tests;

[Collection(SharedStreamsCollection.Name)]
public sealed class OutageTests(Servers servers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_window_survives_a_broker_outage_and_continues_after_it()
    {
        using var world = await World.StartAsync(servers);
        await using var worker = PlaybackApp.Start(world);
        var broker = new UriBuilder(world.Broker);
        await using var relay = new TcpRelay(broker.Port);
        relay.Open();
        broker.Port = relay.Port;
        await using var app = PlaybackApp.Start(world, new() { ["ConnectionStrings:messaging"] = broker.Uri.AbsoluteUri, ["Playback:AttachTimeout"] = "00:00:02" });
        var (id, over) = (world.Recordings.Add(), world.Recordings.Add("ready"));
        await app.StoreAsync(DefaultKeys.Keys.Playlist(over), "#EXTM3U\n#EXT-X-ENDLIST\n");
        await using var log = await TestPartLog.CreateAsync(worker.Logs, id);
        await log.WriteAsync([.. Tape.Segments(0, 3), Tape.Init(3), Tape.Part(3, 0)]);
        await Eventually.TrueAsync("the part is read", async () => (await app.GetAsync(PlaybackApp.Manifest(id))).Text.Contains("segment_00003.0.m4s\"", StringComparison.Ordinal), Stop);
        var before = await app.GetAsync(PlaybackApp.Manifest(id));
        (await app.GetAsync(PlaybackApp.Manifest(id) + "?_HLS_msn=9")).IsError(400, "INVALID_FORMAT");
        (await app.GetAsync(PlaybackApp.File(id, "segment_00009.0.m4s"))).IsError(404, "NOT_FOUND");

        await relay.CutAsync();
        await log.WriteAsync([Tape.Part(3, 1), Tape.Part(3, 2), Tape.Close(3, 3), .. Tape.Segment(4)]);
        Assert.Equal(before.Text, (await app.GetAsync(PlaybackApp.Manifest(id))).Text);
        Assert.Equal(Tape.SegmentBytes(2), (await app.GetAsync(PlaybackApp.File(id, "segment_00002.m4s"))).Bytes);
        Assert.Equal(200, (await app.GetAsync(PlaybackApp.Manifest(over))).Status);
        // Another replica may already have this segment.
        await Eventually.TrueAsync("the lost connection is noticed", async () => (await app.GetAsync(PlaybackApp.Manifest(id) + "?_HLS_msn=9")).Status == 503, Stop);
        (await app.GetAsync(PlaybackApp.File(id, "segment_00009.0.m4s"))).IsError(503, "SERVER_ERROR");
        var unread = world.Recordings.Add();
        (await app.GetAsync(PlaybackApp.Manifest(unread))).IsError(503, "STREAM_INITIALIZING");
        // The stored playlist of a running stream is old and has no parts.
        await app.StoreAsync(DefaultKeys.Keys.Playlist(unread), "#EXTM3U\n#EXTINF:2.0,\nsegment_00000.m4s\n");
        var late = await app.GetAsync(PlaybackApp.Manifest(unread));
        late.IsError(503, "STREAM_INITIALIZING");
        Assert.NotNull(late.RetryAfter);
        (await app.GetAsync(PlaybackApp.Manifest(unread) + "?_HLS_msn=7&_HLS_part=2")).IsError(503, "STREAM_INITIALIZING");
        (await app.GetAsync(PlaybackApp.File(unread, "segment_00007.2.m4s"))).IsError(503, "SERVER_ERROR");
        Assert.Equal(200, (await app.GetAsync("/health")).Status);

        relay.Open();
        await Eventually.TrueAsync("the window continues", async () => (await app.GetAsync(PlaybackApp.Manifest(id))).Text.Contains("segment_00004.m4s", StringComparison.Ordinal), Stop);
        var after = await app.GetAsync(PlaybackApp.Manifest(id));
        Assert.Equal(0, Listing.Of(after.Text).MediaSequence);
        Assert.Equal((await worker.GetAsync(PlaybackApp.Manifest(id))).Text, after.Text);
    }

    [Fact]
    public async Task Without_the_database_streams_play_and_their_state_is_answered_503()
    {
        using var world = await World.StartAsync(servers);
        var database = new MongoUrl(world.Database);
        await using var relay = new TcpRelay(database.Server.Port);
        var unreachable = $"mongodb://127.0.0.1:{relay.Port}/{database.DatabaseName}?serverSelectionTimeoutMS=500&heartbeatFrequencyMS=500";
        await using var app = PlaybackApp.Start(world, new() { ["ConnectionStrings:kubrick"] = unreachable });
        var id = world.Recordings.Add();
        await using var log = await TestPartLog.CreateAsync(app.Logs, id);
        await log.WriteAsync(Tape.Segments(0, 2));
        await app.Http.ListensAsync(Stop);

        Assert.Equal(200, (await app.GetAsync(PlaybackApp.Manifest(id))).Status);
        Assert.Equal(200, (await app.GetAsync(PlaybackApp.File(id, "segment_00001.m4s"))).Status);
        (await app.GetAsync("/api/streams/status")).IsError(503, "SERVER_ERROR");
        (await app.GetAsync("/api/streams/active")).IsError(503, "SERVER_ERROR");
        (await app.GetAsync($"/api/streams/{id}")).IsError(503, "SERVER_ERROR");
        (await app.SendAsync(HttpMethod.Post, $"/api/streams/{id}/viewer", """{"viewerId":"v"}""")).IsError(503, "SERVER_ERROR");
        var history = new StreamHistory(id, DateTimeOffset.UnixEpoch.AddYears(50));
        await app.Services.GetRequiredService<IBus>().Publish(history.Started, Stop);
        var health = await app.GetAsync("/health");
        Assert.Equal((200, "degraded", "degraded"), (health.Status, (string)health.Json["status"]!, (string)health.Json["dependencies"]!["mongodb"]!["status"]!));

        relay.Open();
        await Eventually.TrueAsync("the state is available", async () => (await app.GetAsync("/api/streams/status")).Status == 200, Stop);
        await Eventually.TrueAsync("the event from the outage is handled", async () => (await app.GetAsync($"/api/streams/{id}")).Status == 200, Stop);
    }

    [Fact]
    public async Task Media_in_memory_plays_without_the_storage()
    {
        using var world = await World.StartAsync(servers);
        var storage = new BrokenReader();
        await using var app = PlaybackApp.Start(world, services: services => services.AddSingleton<IObjectReader>(storage));
        var id = world.Recordings.Add();
        await using var log = await TestPartLog.CreateAsync(app.Logs, id);
        await log.WriteAsync(Tape.Segments(5, 2));
        Assert.Equal(200, (await app.GetAsync(PlaybackApp.Manifest(id))).Status);
        Assert.Equal(Tape.SegmentBytes(5), (await app.GetAsync(PlaybackApp.File(id, "segment_00005.m4s"))).Bytes);
        (await app.GetAsync(PlaybackApp.File(id, "segment_00001.m4s"))).IsError(503, "SERVER_ERROR");
        (await app.GetAsync(PlaybackApp.Manifest(world.Recordings.Add("ready")))).IsError(503, "SERVER_ERROR");
        await log.WriteAsync(Tape.End(6));
        await Eventually.TrueAsync("the end is read", async () => Listing.Of((await app.GetAsync(PlaybackApp.Manifest(id))).Text).IsOver, Stop);
    }

    [Fact]
    public async Task A_stream_with_a_deleted_log_is_detached_and_attached_again_later()
    {
        using var world = await World.StartAsync(servers);
        await using var app = PlaybackApp.Start(world);
        var id = world.Recordings.Add();
        await using (var log = await TestPartLog.CreateAsync(app.Logs, id))
        {
            await log.WriteAsync(Tape.Segments(0, 2));
            Assert.Equal(200, (await app.GetAsync(PlaybackApp.Manifest(id))).Status);
            var waiting = app.GetAsync(PlaybackApp.Manifest(id) + "?_HLS_msn=2");
            await Eventually.TrueAsync("the request waits", () => Task.FromResult(app.Capacity.Waiters == 1), Stop);
            await log.DeleteLogAsync();
            (await waiting).IsError(503, "SERVER_ERROR");
        }

        await Eventually.TrueAsync("the stream is detached", () => Task.FromResult(app.Streams.Count == 0 && app.Capacity.UsedBytes == 0), Stop);
        (await app.GetAsync(PlaybackApp.Manifest(id))).IsError(503, "STREAM_INITIALIZING");
        await using var again = await TestPartLog.CreateAsync(app.Logs, id);
        await again.WriteAsync(Tape.Segments(7, 2));
        // The absence of the log is cached briefly.
        await Eventually.TrueAsync("it plays", async () => (await app.GetAsync(PlaybackApp.Manifest(id))).Status == 200, Stop);
        Assert.Equal(7, Listing.Of((await app.GetAsync(PlaybackApp.Manifest(id))).Text).MediaSequence);
    }

    private sealed class BrokenReader : IObjectReader
    {
        public Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken) => throw new StorageException(StorageError.Unavailable, "Unreachable.");

        public Task<Stream?> OpenReadAsync(string key, long offset, long? length, CancellationToken cancellationToken) =>
            throw new StorageException(StorageError.Unavailable, "Unreachable.");
    }
}
