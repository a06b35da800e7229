using System.Text;
using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Storage;
using Kubrick.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Deletion;

public sealed class DeleteRecordingTests(Servers servers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deleted_recording_and_all_its_objects_are_gone()
    {
        await using var app = await RecordingsApp.StartAsync(servers);
        var (id, keys) = await Stored(app);
        var (other, otherKeys) = await Stored(app);
        Assert.Equal(204, (await Delete(app, id)).Status);
        Assert.All(await Exist(app, keys), Assert.False);
        Assert.All(await Exist(app, otherKeys), Assert.True);

        (await app.GetAsync($"/api/recordings/{id}")).IsError(404, "NOT_FOUND");
        (await app.PatchAsync(id, """{"title":"x"}""")).IsError(404, "NOT_FOUND");
        (await Delete(app, id)).IsError(404, "NOT_FOUND");
        (await app.GetAsync(UploadRoutes.State(id))).IsError(404, "NOT_FOUND");
        Assert.Equal(other, (string)Assert.Single((await app.GetAsync("/api/recordings")).List)!["id"]!);
        Assert.Empty((await app.GetAsync("/api/recordings?filter[status]=archived")).List);
    }

    [Fact]
    public async Task Keys_of_other_patterns_are_assigned_and_removed()
    {
        await using var app = await RecordingsApp.StartAsync(servers, new()
        {
            ["Storage:Keys:Video"] = "{id}/original-{sequence}.{extension}",
            ["Storage:Keys:Thumbnail"] = "{id}/thumbnail.jpg",
            ["Storage:Keys:Stream"] = "{id}/live/",
            ["Storage:Keys:Previews"] = "{id}/previews/",
        });
        var (id, keys) = await Stored(app);
        Assert.Matches($"^{id}/original-[0-9]+\\.webm$", keys[0]);
        Assert.All(keys, key => Assert.StartsWith(id + "/", key, StringComparison.Ordinal));
        Assert.Equal(204, (await Delete(app, id)).Status);
        Assert.All(await Exist(app, keys), Assert.False);
    }

    [Fact]
    public async Task A_video_stored_under_earlier_patterns_is_removed()
    {
        await using var app = await RecordingsApp.StartAsync(servers);
        var (id, keys) = await Stored(app);
        await Store(app, ["before/video.webm"]);
        await app.Collection.UpdateOneAsync(
            recording => recording.Id == MongoDB.Bson.ObjectId.Parse(id), Builders<Recording>.Update.Set(recording => recording.StorageKey, "before/video.webm"), cancellationToken: Stop);
        Assert.Equal(204, (await Delete(app, id)).Status);
        Assert.All(await Exist(app, ["before/video.webm", .. keys]), Assert.False);
    }

    [Fact]
    public async Task One_of_concurrent_deletions_finds_the_recording()
    {
        await using var app = await RecordingsApp.StartAsync(servers);
        var id = (string)(await app.CreateAsync())["id"]!;
        var answers = await Task.WhenAll(Delete(app, id), Delete(app, id), Delete(app, id));
        Assert.Equal([204, 404, 404], answers.Select(answer => answer.Status).Order());
    }

    [Fact]
    public async Task A_deletion_during_an_outage_of_the_storage_finishes_after_it()
    {
        var storage = new SwitchableRemover.Switch { IsOn = true };
        await using var app = await RecordingsApp.StartAsync(
            servers,
            new() { ["Deletion:PollInterval"] = "00:00:00.050", ["Deletion:RetryDelay"] = "00:00:00.050" },
            services => SwitchableRemover.Replace(services, storage));
        var (id, keys) = await Stored(app);
        Assert.Equal(204, (await Delete(app, id)).Status);
        (await app.GetAsync($"/api/recordings/{id}")).IsError(404, "NOT_FOUND");
        Assert.All(await Exist(app, keys), Assert.True);

        storage.IsOn = false;
        await Eventually.TrueAsync("the objects are gone", async () => (await Exist(app, keys)).All(exists => !exists), Stop);
    }

    [Fact]
    public async Task A_deletion_interrupted_by_a_crash_is_finished_by_the_next_process()
    {
        await using var first = await RecordingsApp.StartAsync(servers);
        var tombstone = Sample.Recording() with { DeletedAt = Sample.Noon, Deletion = new DeletionProgress { DueAt = Sample.Noon } };
        await first.Collection.InsertOneAsync(tombstone, cancellationToken: Stop);
        await using var second = await RecordingsApp.StartAsync(servers, new() { ["ConnectionStrings:kubrick"] = first.Database, ["Deletion:PollInterval"] = "00:00:00.050" });
        await Eventually.TrueAsync("the tombstone is gone", async () => await Find(second, tombstone.Id.ToString()) is null, Stop);
    }

    [Fact]
    public async Task Objects_of_a_late_upload_are_removed_after_the_URLs_expire()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await RecordingsApp.StartAsync(servers, services: services => services.AddSingleton<TimeProvider>(clock));
        var (id, keys) = await Stored(app);
        await SavePartHashes(app, id);
        Assert.Equal(204, (await Delete(app, id)).Status);
        await Store(app, keys);
        clock.Advance(TimeSpan.FromHours(12));
        Assert.NotNull(await Find(app, id));

        await Eventually.TrueAsync(
            "the late objects and the tombstone are gone",
            async () =>
            {
                clock.Advance(TimeSpan.FromMinutes(10));
                return await Find(app, id) is null;
            },
            Stop);
        Assert.All(await Exist(app, keys), Assert.False);
        Assert.Equal(0, await PartHashes(app).CountDocumentsAsync(Builders<BsonDocument>.Filter.Empty, cancellationToken: Stop));
    }

    private static IMongoCollection<BsonDocument> PartHashes(RecordingsApp app) => app.Services.GetRequiredService<IMongoDatabase>().GetCollection<BsonDocument>("partHashes");

    private static async Task SavePartHashes(RecordingsApp app, string id)
    {
        var store = app.Services.GetRequiredService<PartHashStore>();
        await store.SaveAsync(ObjectId.Parse(id), [1, 2, 3], Stop);
        await store.SaveAsync(ObjectId.Parse(id), [4, 5, 6], Stop);
        await store.SaveAsync(ObjectId.Parse(id), [4, 5, 6], Stop);
        Assert.Equal(2, await PartHashes(app).CountDocumentsAsync(Builders<BsonDocument>.Filter.Empty, cancellationToken: Stop));
    }

    private static Task<RecordingsApp.Answer> Delete(RecordingsApp app, string id) => app.SendAsync(HttpMethod.Delete, $"/api/recordings/{id}", null);

    private static async Task<Recording?> Find(RecordingsApp app, string id) =>
        await app.Collection.Find(recording => recording.Id == MongoDB.Bson.ObjectId.Parse(id)).FirstOrDefaultAsync(Stop);

    private static async Task<(string Id, string[] Keys)> Stored(RecordingsApp app)
    {
        var location = app.Services.GetRequiredService<StorageLocation>();
        var id = (string)(await app.CreateAsync())["id"]!;
        var started = await app.SendAsync(
            HttpMethod.Post, UploadRoutes.State(id), $$"""{"provider":"{{location.Provider}}","bucket":"{{location.Bucket}}"}""", contentType: "application/json");
        var patterns = app.Services.GetRequiredService<StorageKeys>();
        string[] keys =
        [
            (string)started.Json!["storageKey"]!, patterns.Thumbnail(id), patterns.Playlist(id), patterns.PreviewPrefix(id) + "storyboard.jpg",
        ];
        await Store(app, keys);
        return (id, keys);
    }

    private static async Task Store(RecordingsApp app, string[] keys)
    {
        var writer = app.Services.GetRequiredService<IObjectWriter>();
        foreach (var key in keys)
        {
            await writer.PutAsync(key, Encoding.UTF8.GetBytes(key), ContentType(key), null, Stop);
        }
    }

    private static async Task<bool[]> Exist(RecordingsApp app, string[] keys)
    {
        var reader = app.Services.GetRequiredService<IObjectReader>();
        return await Task.WhenAll(keys.Select(async key => await reader.FindAsync(key, Stop) is not null));
    }

    private static string ContentType(string key) => Path.GetExtension(key) switch
    {
        ".webm" => "video/webm",
        ".jpg" => "image/jpeg",
        _ => "application/vnd.apple.mpegurl",
    };
}
