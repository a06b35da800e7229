using System.Text;
using System.Text.Json.Nodes;
using Kubrick.Contracts.Streams;
using Kubrick.Recordings.Reconciliation;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Storage;
using Kubrick.Testing;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Existing;

/// <summary>The service on the database and the bucket of the first (Node) system.</summary>
public sealed class ExistingDatabaseTests(Servers servers)
{
    private static readonly string[] AllStatuses = ["recording", "uploading", "processing", "pending", "transcoding", "ready", "error", "archived"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Documents_of_both_shapes_are_listed_and_found(bool isFilled)
    {
        var documents = AllStatuses.Select(status => FirstSystem.Video(status)).Concat(AllStatuses.Select(status => FirstSystem.Stream(status))).ToArray();
        var database = await ExistingDatabase.CreateAsync(servers, documents);
        await using var app = isFilled ? await database.StartFilledAsync(servers) : await database.StartUnfilledAsync(servers);

        Assert.Equal(14, await CountAsync(app, ""));
        Assert.Equal(2, await CountAsync(app, "filter[status]=archived"));
        Assert.Equal(6, await CountAsync(app, "filter[status]=processing"));
        Assert.Equal(2, await CountAsync(app, "filter[status]=ready"));
        Assert.Equal(2, await CountAsync(app, "filter[status]=error"));
        Assert.Equal(7, await CountAsync(app, "filter[recorderName]=LOVELACE"));
        Assert.Equal(7, await CountAsync(app, "filter[metadata.Location]=New York"));
        Assert.Equal(7, await CountAsync(app, "filter[metadata.civId]=42"));
        Assert.Equal(14, await CountAsync(app, "filter[from]=2026-01-08&filter[to]=2026-01-08"));
        Assert.Equal(0, await CountAsync(app, "filter[from]=2026-01-09"));
        Assert.Equal(7, await CountAsync(app, "filter[search]=grace Location=york"));
        Assert.Equal(7, await CountAsync(app, "filter[search]=Location%3D\"new york\""));
        Assert.Equal(0, await CountAsync(app, "filter[search]=grace lovelace"));
        foreach (var sort in new[] { "createdAt", "-createdAt", "duration", "-duration", "title", "recorderName", "fileBytes" })
        {
            Assert.Equal(14, (await PagesAsync(app, $"sort={sort}&page[size]=4")).Distinct().Count());
        }

        foreach (var document in documents)
        {
            Assert.Equal(200, (await app.GetAsync($"/api/recordings/{document["_id"]}")).Status);
        }
    }

    [Theory]
    [InlineData("pending", "processing")]
    [InlineData("transcoding", "processing")]
    [InlineData("frobnicated", "error")]
    public async Task A_status_outside_the_contract_is_shown_as_the_nearest_one_and_as_stored(string stored, string shown)
    {
        var database = await ExistingDatabase.CreateAsync(servers, FirstSystem.Stream(stored));
        await using var app = await database.StartFilledAsync(servers);
        var attributes = (JsonObject)(await app.GetAsync("/api/recordings")).List.Single()!["attributes"]!;
        Assert.Equal((shown, stored), ((string)attributes["status"]!, (string)attributes["storedStatus"]!));
        Assert.Equal(shown == "error", attributes["readError"] is not null);
        Assert.Equal(1, await CountAsync(app, $"filter[status]={shown}"));
        Assert.Equal(stored, (await database.Documents.Find(new BsonDocument()).SingleAsync(Stop))["status"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Documents_without_a_version_are_changed_and_archived(bool isFilled)
    {
        var document = FirstSystem.Video();
        var database = await ExistingDatabase.CreateAsync(servers, document);
        await using var app = isFilled ? await database.StartFilledAsync(servers) : await database.StartUnfilledAsync(servers);
        var id = document["_id"].ToString()!;
        var before = await app.GetAsync($"/api/recordings/{id}");
        Assert.Equal("\"1\"", before.ETag);
        Assert.Equal("\"2\"", (await app.PatchAsync(id, """{"title":"Renamed"}""", before.ETag)).ETag);
        (await app.PatchAsync(id, """{"title":"Lost"}""", before.ETag)).IsError(412, "PRECONDITION_FAILED");
        Assert.Equal(200, (await app.PatchAsync(id, """{"status":"archived"}""")).Status);
        Assert.Equal((0, 1), (await CountAsync(app, ""), await CountAsync(app, "filter[status]=archived")));

        var stored = await database.Documents.Find(new BsonDocument()).SingleAsync(Stop);
        Assert.Equal(("Renamed", "archived"), (stored["title"].AsString, stored["status"].AsString));
        Assert.Equal((document["__v"], document["edisonSynced"], document["sessionInfo"]), (stored["__v"], stored["edisonSynced"], stored["sessionInfo"]));
    }

    [Fact]
    public async Task The_fill_in_adds_fields_and_changes_no_other()
    {
        var documents = Enumerable.Range(0, 10).Select(_ => FirstSystem.Video()).Append(FirstSystem.Stream("pending")).ToArray();
        var database = await ExistingDatabase.CreateAsync(servers, documents);
        await using var app = await database.StartFilledAsync(servers);
        foreach (var before in documents)
        {
            var after = await database.Documents.Find(new BsonDocument("_id", before["_id"])).SingleAsync(Stop);
            Assert.All(before, field => Assert.Equal(field.Value, after[field.Name]));
            Assert.Equal(("library", 1L), (after["shelf"].AsString, after["version"].ToInt64()));
        }
    }

    [Fact]
    public async Task Readable_values_of_other_types_are_stored_in_the_right_one()
    {
        var document = FirstSystem.Video(change: video =>
        {
            video["createdAt"] = "2026-01-08T12:00:00.000Z";
            video["recordedAt"] = 1_767_873_600_000.0;
            video["updatedAt"] = new BsonArray();
            video["duration"] = "61.5";
            video["outbox"] = new BsonArray { 1 };
        });
        var database = await ExistingDatabase.CreateAsync(servers, document);
        await using var app = await database.StartFilledAsync(servers);
        var after = await database.Documents.Find(new BsonDocument()).SingleAsync(Stop);
        Assert.Equal((FirstSystem.Noon, FirstSystem.Noon, 61.5), (after["createdAt"].ToUniversalTime(), after["recordedAt"].ToUniversalTime(), after["duration"].AsDouble));
        Assert.Equal((new BsonArray(), new BsonArray()), (after["updatedAt"].AsBsonArray, after["outbox"].AsBsonArray));
        Assert.Equal(1, await CountAsync(app, "filter[from]=2026-01-08&filter[to]=2026-01-08"));
    }

    [Fact]
    public async Task Two_replicas_and_requests_fill_in_at_the_same_time()
    {
        var documents = Enumerable.Range(0, 40).Select(_ => FirstSystem.Video()).ToArray();
        var database = await ExistingDatabase.CreateAsync(servers, documents);
        await using var first = await database.StartAsync(servers);
        await using var second = await database.StartAsync(servers);
        var changes = await Task.WhenAll(documents.Select(document => second.PatchAsync(document["_id"].ToString()!, """{"title":"Changed"}""")));
        Assert.All(changes, change => Assert.Equal((200, "\"2\""), (change.Status, change.ETag)));
        await using var third = await database.StartFilledAsync(servers);
        var stored = await database.Documents.Find(new BsonDocument()).ToListAsync(Stop);
        Assert.All(stored, document => Assert.Equal(("Changed", "changed", 2L), (document["title"].AsString, document["titleFolded"].AsString, document["version"].ToInt64())));
        Assert.Equal(40, await CountAsync(first, "filter[search]=changed"));
    }

    [Fact]
    public async Task A_document_that_the_first_system_stores_later_is_filled_in_too()
    {
        var database = await ExistingDatabase.CreateAsync(servers);
        await using var app = await database.StartFilledAsync(servers);
        await database.Documents.InsertOneAsync(FirstSystem.Video(), cancellationToken: Stop);
        await Eventually.TrueAsync("the document is listed", async () => await CountAsync(app, "filter[recorderName]=ada") == 1, Stop);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_file_is_played_and_deleted_whether_or_not_its_storage_is_named(bool hasProvider, bool hasBucket)
    {
        var database = await ExistingDatabase.CreateAsync(servers);
        await using var app = await database.StartUnfilledAsync(servers);
        var location = app.Services.GetRequiredService<StorageLocation>();
        var document = FirstSystem.Video();
        document.Remove("playbackFormat");
        document.Add("storageProvider", location.Provider, hasProvider).Add("storageBucket", location.Bucket, hasBucket);
        await database.Documents.InsertOneAsync(document, cancellationToken: Stop);
        string[] keys = [document["storageKey"].AsString, document["thumbnailKey"].AsString];
        await StoreAsync(app, keys);
        var attributes = await AttributesAsync(app, document);
        Assert.Contains(keys[0], (string)attributes["videoUrl"]!, StringComparison.Ordinal);
        Assert.Contains(keys[1], (string)attributes["thumbnailUrl"]!, StringComparison.Ordinal);
        Assert.Equal("video", (string)attributes["playbackFormat"]!);
        await DeleteAsync(app, document, keys);
    }

    [Fact]
    public async Task A_stream_is_played_and_deleted_with_its_segments_and_its_received_bytes()
    {
        var document = FirstSystem.Stream("pending");
        var other = FirstSystem.Stream();
        var database = await ExistingDatabase.CreateAsync(servers, document, other);
        await using var app = await database.StartFilledAsync(servers);
        var playlist = document["storageKey"].AsString;
        string[] keys =
        [
            playlist, playlist.Replace("stream.m3u8", "segment_00000.ts", StringComparison.Ordinal), Chunk(playlist), document["thumbnailKey"].AsString,
        ];
        string[] others = [other["storageKey"].AsString, Chunk(other["storageKey"].AsString)];
        await StoreAsync(app, [.. keys, .. others]);
        var attributes = await AttributesAsync(app, document);
        Assert.Equal($"/api/streams/{document["_id"]}/hls/manifest.m3u8", (string)attributes["videoUrl"]!);
        Assert.Equal((1, 5.0, 5.0), ((int)attributes["pauseCount"]!, (double)attributes["pauseDurationTotal"]!, (double)attributes["pauseEvents"]![0]!["duration"]!));
        var ticket = await app.GetAsync(StreamRoutes.State(document["_id"].ToString()!));
        Assert.Equal(playlist, (string)ticket.Json!["playlistKey"]!);
        await DeleteAsync(app, document, keys);
        foreach (var key in others)
        {
            Assert.NotNull(await app.Services.GetRequiredService<IObjectReader>().FindAsync(key, Stop));
        }

        // The writer of d0f5092 keeps what it received beside the playlist's folder.
        static string Chunk(string key) => key.Replace("hls/stream.m3u8", "chunks/chunk_00000000.webm", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("recording")]
    [InlineData("processing")]
    [InlineData("pending")]
    [InlineData("transcoding")]
    public async Task An_unfinished_stream_becomes_ready_with_what_is_stored(string status)
    {
        var document = FirstSystem.Stream(status);
        var database = await ExistingDatabase.CreateAsync(servers, document);
        await using var app = await database.StartFilledAsync(servers, new() { ["Reconciliation:StuckAfter"] = "00:00:00", ["Reconciliation:Interval"] = "1.00:00:00" });
        await StoreAsync(app, [document["storageKey"].AsString], "#EXTM3U\n#EXTINF:4.0,\nsegment_00000.ts\n#EXTINF:2.5,\nsegment_00001.ts\n");
        var reconciler = app.Services.GetRequiredService<Reconciler>();
        await reconciler.PassAsync(Stop);
        await reconciler.PassAsync(Stop);
        var attributes = await AttributesAsync(app, document);
        Assert.Equal(("ready", 6.5), ((string)attributes["status"]!, (double)attributes["duration"]!));
        Assert.Null(attributes["storedStatus"]);
    }

    [Fact]
    public async Task Metadata_may_hold_any_BSON_value()
    {
        var metadata = new BsonDocument
        {
            ["text"] = "a",
            ["int"] = 1,
            ["long"] = long.MaxValue,
            ["double"] = 1.5,
            ["nan"] = double.NaN,
            ["decimal"] = Decimal128.Parse("1.10"),
            ["yes"] = true,
            ["none"] = BsonNull.Value,
            ["date"] = FirstSystem.Noon,
            ["far"] = new BsonDateTime(long.MaxValue),
            ["id"] = ObjectId.Empty,
            ["bytes"] = new byte[] { 1, 2 },
            ["regex"] = new BsonRegularExpression("a.b", "i"),
            ["code"] = new BsonJavaScript("x"),
            ["time"] = new BsonTimestamp(1, 1),
            ["min"] = BsonMinKey.Value,
            ["max"] = BsonMaxKey.Value,
            ["list"] = new BsonArray { 1, "b", new BsonDocument("c", 2) },
            ["map"] = new BsonDocument("d", new BsonDocument("e", 3)),
            ["50%25"] = "percent",
        };
        var document = FirstSystem.Video(change: video => video["metadata"] = metadata);
        var database = await ExistingDatabase.CreateAsync(servers, document);
        await using var app = await database.StartFilledAsync(servers);
        var shown = (JsonObject)(await AttributesAsync(app, document))["metadata"]!;
        Assert.Equal(metadata.Names.Order(), shown.Select(pair => pair.Key).Order());
        Assert.Equal(("percent", 1.5, "NaN"), ((string)shown["50%25"]!, (double)shown["double"]!, (string)shown["nan"]!));
        Assert.Equal(1, await CountAsync(app, "filter[metadata.50%2525]=percent"));
        Assert.Equal(200, (await app.PatchAsync(document["_id"].ToString()!, """{"title":"x"}""")).Status);
    }

    private static async Task<int> CountAsync(RecordingsApp app, string query)
    {
        var answer = await app.GetAsync($"/api/recordings?{query}&page[size]=100");
        Assert.Equal(200, answer.Status);
        Assert.Equal((int)answer.Json!["meta"]!["totalCount"]!, answer.List.Count);
        return answer.List.Count;
    }

    private static async Task<List<string>> PagesAsync(RecordingsApp app, string query)
    {
        var ids = new List<string>();
        var next = $"/api/recordings?{query}";
        while (next is not null)
        {
            var page = await app.GetAsync(next);
            ids.AddRange(page.List.Select(item => (string)item!["id"]!));
            next = (string?)page.Json!["links"]!["next"];
        }

        return ids;
    }

    private static async Task<JsonObject> AttributesAsync(RecordingsApp app, BsonDocument document) =>
        (JsonObject)(await app.GetAsync($"/api/recordings/{document["_id"]}")).Data["attributes"]!;

    private static async Task StoreAsync(RecordingsApp app, string[] keys, string content = "content")
    {
        var writer = app.Services.GetRequiredService<IObjectWriter>();
        foreach (var key in keys)
        {
            await writer.PutAsync(key, Encoding.UTF8.GetBytes(content), "application/octet-stream", null, Stop);
        }
    }

    private static async Task DeleteAsync(RecordingsApp app, BsonDocument document, string[] keys)
    {
        Assert.Equal(204, (await app.SendAsync(HttpMethod.Delete, $"/api/recordings/{document["_id"]}", null)).Status);
        Assert.Equal(404, (await app.GetAsync($"/api/recordings/{document["_id"]}")).Status);
        foreach (var key in keys)
        {
            Assert.Null(await app.Services.GetRequiredService<IObjectReader>().FindAsync(key, Stop));
        }
    }
}
