using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Testing;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Existing;

/// <summary>Documents that nothing of this system or the first one stores. None of them may fail a request.</summary>
public sealed class HostileDocumentTests(Servers servers)
{
    private static readonly string[] Queries =
    [
        "", "sort=title", "sort=-recorderName", "sort=duration", "sort=-fileBytes", "sort=createdAt", "filter[recorderName]=a", "filter[status]=error", "filter[status]=ready",
        "filter[status]=archived", "filter[metadata.a]=x", "filter[search]=interview", "filter[search]=a=x", "filter[from]=2026-01-01", "filter[to]=2026-12-31",
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_document_fails_a_list_and_every_one_is_on_one_page(bool isFilled)
    {
        var database = await StoreAsync();
        await using var app = isFilled ? await database.StartFilledAsync(servers) : await database.StartUnfilledAsync(servers);
        foreach (var query in Queries)
        {
            Assert.Equal(200, (await app.GetAsync($"/api/recordings?{query}&page[size]=100")).Status);
        }

        foreach (var sort in new[] { "-createdAt", "title", "duration" })
        {
            var ids = await PagesAsync(app, $"/api/recordings?sort={sort}&page[size]=7");
            Assert.Equal(HostileDocuments.All.Count, ids.Distinct().Count());
            Assert.Equal(HostileDocuments.All.Count, ids.Count);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_document_is_read_changed_and_deleted_or_answered_with_a_clear_error(bool isFilled)
    {
        var database = await StoreAsync();
        await using var app = isFilled ? await database.StartFilledAsync(servers) : await database.StartUnfilledAsync(servers);
        var ids = await PagesAsync(app, "/api/recordings?page[size]=50");
        Assert.Equal(HostileDocuments.All.Count, ids.Count);
        foreach (var id in ids)
        {
            var read = await app.GetAsync($"/api/recordings/{id}");
            Assert.True(read.Status == 200, $"GET {id}: {read.Status} {read.Json}");
            var changed = await app.PatchAsync(id, """{"title":"Mended","metadata":{"a":1}}""");
            Assert.True(changed.Status == 200, $"PATCH {id}: {changed.Status} {changed.Json}");
            Assert.Equal("Mended", (string)changed.Data["attributes"]!["title"]!);
            var archived = await app.PatchAsync(id, """{"status":"archived"}""");
            Assert.True(archived.Status is 200 or 422, $"archive {id}: {archived.Status} {archived.Json}");
            var deleted = await app.SendAsync(HttpMethod.Delete, $"/api/recordings/{id}", null);
            Assert.True(deleted.Status == 204, $"DELETE {id}: {deleted.Status} {deleted.Json}");
            (await app.GetAsync($"/api/recordings/{id}")).IsError(404, "NOT_FOUND");
        }

        Assert.Empty((await app.GetAsync("/api/recordings")).List);
    }

    [Fact]
    public async Task A_field_that_cannot_be_read_is_named_and_keeps_its_stored_value()
    {
        var document = FirstSystem.Video(change: video => video["recordedAt"] = "yesterday");
        var database = await ExistingDatabase.CreateAsync(servers, document);
        await using var app = await database.StartFilledAsync(servers);
        var id = document["_id"].ToString()!;
        Assert.Equal("Fields that cannot be read: recordedAt ('yesterday').", (string)(await app.GetAsync($"/api/recordings/{id}")).Data["attributes"]!["readError"]!);
        Assert.Equal(200, (await app.PatchAsync(id, """{"title":"x"}""")).Status);
        Assert.Equal("yesterday", (await database.Documents.Find(new BsonDocument()).SingleAsync(Stop))["recordedAt"]);
    }

    [Fact]
    public async Task A_value_that_cannot_be_read_is_named_and_hides_no_other()
    {
        var database = await ExistingDatabase.CreateAsync(servers);
        await using var app = await database.StartAsync(servers);
        var document = FirstSystem.Video(change: video => video["metadata"] = new BsonDocument { ["to"] = RawBson.Pointer, ["id"] = RawBson.ShortUuid, ["place"] = "Studio" });
        await database.StoreAsync(RawBson.Of(document));
        await Eventually.TrueAsync("it is filled in", async () => await CountAsync(database, Recording.CurrentSchemaVersion) == 1, Stop);

        var id = document["_id"].ToString()!;
        var attributes = (await app.GetAsync($"/api/recordings/{id}")).Data["attributes"]!;
        Assert.Equal("Fields that cannot be read: metadata (2 values that cannot be read).", (string)attributes["readError"]!);
        Assert.Equal("Studio", (string)attributes["metadata"]!["place"]!);
        Assert.Single((await app.GetAsync("/api/recordings?filter[search]=place=studio")).List);

        // A change of another field leaves them as they are stored.
        Assert.Equal(200, (await app.PatchAsync(id, """{"title":"x"}""")).Status);
        using var stored = await database.Database.GetCollection<RawBsonDocument>("recordings").Find(new BsonDocument()).SingleAsync(Stop);
        Assert.Equal(
            StoredDocument.ContentOf(StoredDocument.Copy(RawBson.Of(document).Slice), "metadata"u8)!.Value.Value,
            StoredDocument.ContentOf(StoredDocument.Copy(stored.Slice), "metadata"u8)!.Value.Value);
    }

    [Fact]
    public async Task A_document_whose_id_cannot_be_asked_for_is_listed_and_stops_nothing()
    {
        var (odd, deep) = (FirstSystem.Video(change: video => video["_id"] = RawBson.ShortUuid), FirstSystem.Video(change: video => video["_id"] = new BsonDocument("to", RawBson.Pointer)));
        var database = await ExistingDatabase.CreateAsync(servers);
        await database.StoreAsync(RawBson.Of(odd));
        await database.StoreAsync(RawBson.Of(deep));
        await database.StoreAsync(FirstSystem.Video());
        await using var app = await database.StartAsync(servers);
        await Eventually.TrueAsync("the others are filled in", async () => await CountAsync(database, Recording.CurrentSchemaVersion) == 2, Stop);

        var list = (await app.GetAsync("/api/recordings")).List;
        Assert.Equal(3, list.Select(item => (string)item!["id"]!).Distinct().Count());
        var found = await Task.WhenAll(list.Select(item => app.GetAsync($"/api/recordings/{(string)item!["id"]!}")));
        Assert.Equal([200, 200, 404], found.Select(answer => answer.Status).Order());
        Assert.Equal(3, await database.Documents.CountDocumentsAsync(new BsonDocument(), cancellationToken: Stop));
    }

    [Fact]
    public async Task A_document_at_the_size_limit_of_the_database_is_listed_and_deleted()
    {
        var document = FirstSystem.Video(change: video => video["other"] = new byte[(16 << 20) - 1400]);
        var database = await ExistingDatabase.CreateAsync(servers, document);
        await using var app = await database.StartAsync(servers);
        var id = document["_id"].ToString()!;
        Assert.Single((await app.GetAsync("/api/recordings")).List);
        Assert.Contains((await app.PatchAsync(id, $$"""{"description":"{{new string('x', 1900)}}"}""")).Status, (int[])[200, 409]);
        Assert.Equal(204, (await app.SendAsync(HttpMethod.Delete, $"/api/recordings/{id}", null)).Status);
        (await app.GetAsync($"/api/recordings/{id}")).IsError(404, "NOT_FOUND");
    }

    private static Task<long> CountAsync(ExistingDatabase database, int generation) =>
        database.Documents.CountDocumentsAsync(new BsonDocument("schemaVersion", generation), cancellationToken: Stop);

    private static async Task<List<string>> PagesAsync(RecordingsApp app, string address)
    {
        var ids = new List<string>();
        var next = address;
        while (next is not null)
        {
            var page = await app.GetAsync(next);
            Assert.Equal(200, page.Status);
            ids.AddRange(page.List.Select(item => (string)item!["id"]!));
            next = (string?)page.Json!["links"]!["next"];
        }

        return ids;
    }

    private async Task<ExistingDatabase> StoreAsync()
    {
        var database = await ExistingDatabase.CreateAsync(servers);
        // One at a time: all of them do not fit into one message.
        foreach (var document in HostileDocuments.All.Values)
        {
            await database.StoreAsync(document);
        }

        return database;
    }
}
