using System.Text;
using System.Text.Json.Nodes;
using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Reconciliation;
using Kubrick.Recordings.Streams;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Storage;
using Kubrick.Storage.Keys;
using Kubrick.StreamLogs;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;

namespace Kubrick.Recordings.Tests.Reconciliation;

/// <summary>Streams without a reported end.</summary>
public sealed class StreamRepairTests(Servers servers)
{
    private const string Vod = "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:3\n#EXTINF:2.000000,\nsegment_00000.m4s\n#EXTINF:1.500000,\nsegment_00001.m4s\n#EXT-X-ENDLIST\n";

    private static readonly StorageKeys Keys = new(new StorageKeyOptions());

    private static Dictionary<string, string> Passive => new() { ["Reconciliation:StuckAfter"] = "00:00:00", ["Reconciliation:Interval"] = "1.00:00:00" };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("video/webm")]
    [InlineData("video/mp4")]
    public async Task A_finished_stream_becomes_ready_with_its_stored_objects(string container)
    {
        await using var app = await RecordingsApp.StartAsync(servers, Passive);
        var id = await StreamAsync(app);
        var key = await StoreArchiveAsync(app, id, 1234, container);
        await StoreAsync(app, Keys.Playlist(id), Vod);
        await PassesAsync(app);
        var ready = await AttributesAsync(app, id);
        Assert.Equal(("ready", false, 1234, 3.5), ((string)ready["status"]!, (bool)ready["isLiveStreaming"]!, (int)ready["fileBytes"]!, (double)ready["duration"]!));
        var stored = await FindAsync(app, id);
        Assert.Equal((key, Keys.Playlist(id), container), (stored.StorageKey, stored.HlsManifestKey, stored.MimeType));
        Assert.NotNull(stored.StreamEndedAt);

        await PassesAsync(app);
        Assert.Equal(stored.Version, (await FindAsync(app, id)).Version);
    }

    [Fact]
    public async Task An_interrupted_stream_becomes_an_error_with_a_reason_and_its_archive()
    {
        await using var app = await RecordingsApp.StartAsync(servers, Passive);
        var nothing = await StreamAsync(app);
        var half = await StreamAsync(app);
        await StoreAsync(app, Keys.Playlist(half), Vod.Replace("#EXT-X-ENDLIST\n", "", StringComparison.Ordinal));
        var archived = await StreamAsync(app);
        await StoreArchiveAsync(app, archived, 55, "video/webm");
        await PassesAsync(app);
        foreach (var id in (string[])[nothing, half, archived])
        {
            var stored = await FindAsync(app, id);
            Assert.Equal((RecordingStatus.Error, false, null), (stored.Status, stored.IsLiveStreaming, stored.HlsManifestKey));
            Assert.NotEmpty(stored.ErrorReason!);
            Assert.Equal(id == archived ? 55 : null, stored.FileBytes);
        }
    }

    [Fact]
    public async Task A_stream_with_a_log_a_publisher_or_a_worker_is_not_repaired()
    {
        await using var app = await RecordingsApp.StartAsync(servers, Passive);
        var (logs, leases) = (app.Services.GetRequiredService<StreamLogClient>(), app.Services.GetRequiredService<BrokerLeases>());
        var logged = await StreamAsync(app);
        await logs.DeclareAsync(LogNames.ChunkLog(logged), StreamLogRetention.Everything, Stop);
        var published = await StreamAsync(app);
        await using var publisher = await leases.TryAcquireAsync(LogNames.PublisherLease(published), null, Stop);
        var worked = await StreamAsync(app);
        await using var worker = await leases.TryAcquireAsync(LogNames.TranscoderLease(worked), null, Stop);
        await PassesAsync(app, 5);
        foreach (var id in (string[])[logged, published, worked])
        {
            Assert.Equal(RecordingStatus.Recording, (await FindAsync(app, id)).Status);
        }

        await logs.DeleteAsync(LogNames.ChunkLog(logged), Stop);
        await PassesAsync(app);
        Assert.Equal(RecordingStatus.Error, (await FindAsync(app, logged)).Status);
    }

    [Fact]
    public async Task Two_passes_without_a_sign_of_life_and_without_a_start_finish_a_stream()
    {
        await using var app = await RecordingsApp.StartAsync(servers, Passive);
        var id = await StreamAsync(app);
        await PassesAsync(app, 1);
        Assert.Equal(RecordingStatus.Recording, (await FindAsync(app, id)).Status);

        // The recorder reconnects, and has not opened the log yet.
        Assert.Equal(200, (await app.SendAsync(HttpMethod.Post, StreamRoutes.State(id), null)).Status);
        await PassesAsync(app, 1);
        Assert.Equal(RecordingStatus.Recording, (await FindAsync(app, id)).Status);
        await PassesAsync(app, 1);
        Assert.Equal(RecordingStatus.Error, (await FindAsync(app, id)).Status);
    }

    [Fact]
    public async Task A_start_during_the_storage_check_wins()
    {
        var slow = new SlowReader();
        await using var app = await RecordingsApp.StartAsync(servers, Passive, services => slow.Replace(services));
        var id = await StreamAsync(app);
        await PassesAsync(app, 1);
        slow.BeforeAnswer = async () => Assert.Equal(200, (await app.SendAsync(HttpMethod.Post, StreamRoutes.State(id), null)).Status);
        await PassesAsync(app, 1);
        Assert.Equal(RecordingStatus.Recording, (await FindAsync(app, id)).Status);
    }

    [Fact]
    public async Task A_recently_changed_stream_is_not_repaired()
    {
        await using var app = await RecordingsApp.StartAsync(servers);
        var id = await StreamAsync(app);
        await PassesAsync(app, 3);
        Assert.Equal(RecordingStatus.Recording, (await FindAsync(app, id)).Status);
    }

    [Fact]
    public async Task Two_replicas_repair_a_stream_once()
    {
        await using var app = await RecordingsApp.StartAsync(servers, Passive);
        await using var other = await RecordingsApp.StartAsync(servers, new(Passive) { ["ConnectionStrings:kubrick"] = app.Database });
        var id = await StreamAsync(app);
        await PassesAsync(app, 1);
        await PassesAsync(other, 1);
        var before = await FindAsync(app, id);
        await Task.WhenAll(PassesAsync(app, 1), PassesAsync(other, 1));
        var after = await FindAsync(app, id);
        Assert.Equal((RecordingStatus.Error, before.Version + 1), (after.Status, after.Version));
    }

    private static async Task PassesAsync(RecordingsApp app, int count = 2)
    {
        for (var i = 0; i < count; i++)
        {
            await app.Services.GetRequiredService<Reconciler>().PassAsync(Stop);
        }
    }

    /// <summary>A recording after <c>StreamStarted</c>.</summary>
    private static async Task<string> StreamAsync(RecordingsApp app)
    {
        var id = (string)(await app.CreateAsync("""{"recorderName":"Ada","title":"Talk","playbackFormat":"hls"}"""))["id"]!;
        Assert.Equal(200, (await app.SendAsync(HttpMethod.Post, StreamRoutes.State(id), null)).Status);
        var store = app.Services.GetRequiredService<RecordingStore>();
        var started = new StreamStarted(id, store.Now(), "Talk", "Ada", "720p");
        await store.ChangeAsync(ObjectId.Parse(id), recording => StreamDecisions.Start(recording, started, store.Now()), Stop);
        return id;
    }

    private static async Task<string> StoreArchiveAsync(RecordingsApp app, string id, int bytes, string container)
    {
        var recording = await FindAsync(app, id);
        var key = Keys.Video(id, recording.CreatedAt, recording.StorageSequence!.Value, container);
        await StoreAsync(app, key, new string('x', bytes));
        return key;
    }

    private static Task<StoredObject> StoreAsync(RecordingsApp app, string key, string text) =>
        app.Services.GetRequiredService<IObjectWriter>().PutAsync(key, Encoding.ASCII.GetBytes(text), "application/octet-stream", null, Stop);

    private static async Task<Recording> FindAsync(RecordingsApp app, string id) =>
        (await app.Services.GetRequiredService<RecordingStore>().FindAsync(ObjectId.Parse(id), Stop))!;

    private static async Task<JsonNode> AttributesAsync(RecordingsApp app, string id) => (await app.GetAsync($"/api/recordings/{id}")).Data["attributes"]!;
}
