using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Retention;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Testing;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Retention;

public sealed class RetentionTests(Servers servers)
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Expired_recordings_are_deleted_and_the_others_kept()
    {
        await using var app = await StartAsync(Off);
        Recording[] expired = [Old(RecordingStatus.Ready), Old(RecordingStatus.Error), Old(RecordingStatus.Processing), Old(RecordingStatus.Archived, RecordingStatus.Ready)];
        Recording[] kept =
        [
            Old(RecordingStatus.Ready) with { LegalHold = true }, Old(RecordingStatus.Archived, RecordingStatus.Ready) with { LegalHold = true },
            Old(RecordingStatus.Uploading), Old(RecordingStatus.Recording), Old(RecordingStatus.Archived, RecordingStatus.Uploading),
            Old(RecordingStatus.Ready) with { CreatedAt = Now.AddDays(-29) },
            Old(RecordingStatus.Ready) with { CreatedAt = Now.AddDays(-1), RecordedAt = DateTimeOffset.UnixEpoch },
        ];
        await app.Collection.InsertManyAsync([.. expired, .. kept], cancellationToken: Stop);
        await using var deleting = await StartAsync(Days(30), app.Database);
        await Eventually.TrueAsync("the expired recordings are gone", async () => (await StatusesAsync(deleting, expired)).All(status => status == 404), Stop);
        await deleting.Services.GetRequiredService<RetentionWorker>().PassAsync(Stop);
        Assert.All(await StatusesAsync(deleting, kept), status => Assert.Equal(200, status));
    }

    [Fact]
    public async Task It_is_off_by_default()
    {
        await using var app = await RecordingsApp.StartAsync(servers, new() { ["Retention:Interval"] = "00:00:00.100" });
        var old = Old(RecordingStatus.Ready) with { CreatedAt = DateTimeOffset.UnixEpoch };
        await app.Collection.InsertOneAsync(old, cancellationToken: Stop);
        Assert.Equal(0, await app.Services.GetRequiredService<RetentionWorker>().PassAsync(Stop));
        var attributes = (await app.GetAsync($"/api/recordings/{old.Id}")).Data["attributes"]!;
        Assert.Null(attributes["expiresAt"]);
        Assert.False((bool)attributes["legalHold"]!);
    }

    [Fact]
    public async Task Enabling_it_announces_the_expiry_before_anything_is_deleted()
    {
        await using var app = await StartAsync(Days(30, grace: "7.00:00:00"));
        var old = Old(RecordingStatus.Ready);
        await app.Collection.InsertOneAsync(old, cancellationToken: Stop);
        var worker = app.Services.GetRequiredService<RetentionWorker>();
        Assert.Equal((0, 0), (await worker.PassAsync(Stop), await worker.PassAsync(Stop)));
        var expiresAt = (DateTime)(await app.GetAsync($"/api/recordings/{old.Id}")).Data["attributes"]!["expiresAt"]!;
        Assert.InRange(expiresAt.ToUniversalTime(), Now.UtcDateTime.AddDays(6), Now.UtcDateTime.AddDays(7));
    }

    [Fact]
    public async Task Two_replicas_delete_each_recording_once()
    {
        await using var app = await StartAsync(Off);
        var old = Enumerable.Range(0, 20).Select(_ => Old(RecordingStatus.Ready)).ToArray();
        await app.Collection.InsertManyAsync(old, cancellationToken: Stop);
        await using var first = await StartAsync(Days(30, interval: "12:00:00"), app.Database);
        await using var second = await StartAsync(Days(30, interval: "12:00:00"), app.Database);
        await Task.WhenAll(
            first.Services.GetRequiredService<RetentionWorker>().PassAsync(Stop), second.Services.GetRequiredService<RetentionWorker>().PassAsync(Stop));
        await Eventually.TrueAsync("all are gone", async () => (await StatusesAsync(first, old)).All(status => status == 404), Stop);
        var tombstones = await app.Collection.Find(Builders<Recording>.Filter.Empty).ToListAsync(Stop);
        Assert.All(tombstones, tombstone => Assert.NotNull(tombstone.DeletedAt));
    }

    [Fact]
    public async Task A_wrong_clock_deletes_nothing()
    {
        var clock = new AdvancedClock();
        await using var app = await StartAsync(Days(30, interval: "12:00:00"), services: services => services.AddSingleton<TimeProvider>(clock));
        var recording = Old(RecordingStatus.Ready) with { CreatedAt = Now };
        await app.Collection.InsertOneAsync(recording, cancellationToken: Stop);
        clock.Ahead = TimeSpan.FromDays(400);
        Assert.Equal(0, await app.Services.GetRequiredService<RetentionWorker>().PassAsync(Stop));
        Assert.All(await StatusesAsync(app, [recording]), status => Assert.Equal(200, status));
    }

    [Fact]
    public async Task A_pass_is_bounded()
    {
        await using var app = await StartAsync(Off);
        await app.Collection.InsertManyAsync(Enumerable.Range(0, 7).Select(_ => Old(RecordingStatus.Ready)), cancellationToken: Stop);
        await using var deleting = await StartAsync(Days(30, interval: "12:00:00", batch: 3), app.Database);
        var worker = deleting.Services.GetRequiredService<RetentionWorker>();
        var deleted = new List<int>();
        await Eventually.TrueAsync(
            "all are gone",
            async () =>
            {
                deleted.Add(await worker.PassAsync(Stop));
                return (await deleting.GetAsync("/api/recordings")).List.Count == 0;
            },
            Stop);
        Assert.All(deleted, count => Assert.InRange(count, 0, 3));
    }

    [Fact]
    public async Task A_held_recording_is_not_deleted_by_anybody_until_the_hold_is_lifted()
    {
        await using var app = await StartAsync(Off);
        var id = (string)(await app.CreateAsync())["id"]!;
        var held = await app.PatchAsync(id, """{"legalHold":true}""");
        Assert.Equal((200, true), (held.Status, (bool)held.Data["attributes"]!["legalHold"]!));
        (await app.SendAsync(HttpMethod.Delete, $"/api/recordings/{id}", null)).IsError(409, "CONFLICT");
        Assert.Equal(200, (await app.PatchAsync(id, """{"title":"Changed"}""")).Status);
        Assert.True((bool)(await app.GetAsync($"/api/recordings/{id}")).Data["attributes"]!["legalHold"]!);
        Assert.Equal(200, (await app.PatchAsync(id, """{"legalHold":false}""")).Status);
        Assert.Equal(204, (await app.SendAsync(HttpMethod.Delete, $"/api/recordings/{id}", null)).Status);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"true\"")]
    [InlineData("1")]
    [InlineData("{}")]
    public async Task A_hold_is_true_or_false(string value)
    {
        await using var app = await StartAsync(Off);
        var id = (string)(await app.CreateAsync())["id"]!;
        var answer = await app.PatchAsync(id, $$"""{"legalHold":{{value}}}""");
        answer.IsError(422, "VALIDATION_ERROR");
        Assert.Equal("/data/attributes/legalHold", answer.Pointer);
    }

    [Fact]
    public async Task A_hold_that_cannot_be_read_is_a_hold()
    {
        await using var app = await StartAsync(Off);
        var old = Old(RecordingStatus.Ready);
        await app.Collection.InsertOneAsync(old, cancellationToken: Stop);
        await app.Collection.UpdateOneAsync(found => found.Id == old.Id, new BsonDocument("$set", new BsonDocument("legalHold", new BsonDocument("by", "court"))), cancellationToken: Stop);
        await using var deleting = await StartAsync(Days(30, interval: "12:00:00"), app.Database);
        await deleting.Services.GetRequiredService<RetentionWorker>().PassAsync(Stop);
        (await deleting.SendAsync(HttpMethod.Delete, $"/api/recordings/{old.Id}", null)).IsError(409, "CONFLICT");
    }

    private static Dictionary<string, string> Off => new() { ["Retention:Interval"] = "12:00:00" };

    private static Dictionary<string, string> Days(int days, string grace = "00:00:00", string interval = "00:00:00.200", int batch = 100) => new()
    {
        ["Retention:Days"] = $"{days}",
        ["Retention:Grace"] = grace,
        ["Retention:Interval"] = interval,
        ["Retention:BatchSize"] = $"{batch}",
    };

    private static Recording Old(RecordingStatus status, RecordingStatus? before = null) =>
        Sample.Recording(status, before) with { CreatedAt = Now.AddDays(-31) };

    private static Task<int[]> StatusesAsync(RecordingsApp app, IEnumerable<Recording> recordings) =>
        Task.WhenAll(recordings.Select(async recording => (await app.GetAsync($"/api/recordings/{recording.Id}")).Status));

    private Task<RecordingsApp> StartAsync(Dictionary<string, string> settings, string? database = null, Action<IServiceCollection>? services = null) => RecordingsApp.StartAsync(
        servers, database is null ? settings : new(settings) { ["ConnectionStrings:kubrick"] = database }, services);
}
