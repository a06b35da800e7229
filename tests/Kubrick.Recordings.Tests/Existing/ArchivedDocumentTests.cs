using System.Text.Json.Nodes;
using Kubrick.Recordings.Tests.Hosting;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Existing;

/// <summary>What the first (Node) system has archived. It did not store the status before.</summary>
public sealed class ArchivedDocumentTests(Servers servers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_downloaded_restored_and_played(bool isFilled)
    {
        var (file, stream) = (FirstSystem.Video("archived"), FirstSystem.Stream("archived"));
        var unnamed = FirstSystem.Stream("archived", document =>
        {
            document.Remove("storageKey");
            document["streamEndedAt"] = FirstSystem.Noon.AddMinutes(2);
        });
        var database = await ExistingDatabase.CreateAsync(servers, file, stream, unnamed);
        await using var app = isFilled ? await database.StartFilledAsync(servers) : await database.StartUnfilledAsync(servers);
        var archived = (JsonObject)(await app.GetAsync($"/api/recordings/{file["_id"]}")).Data["attributes"]!;
        Assert.Equal("archived", (string)archived["status"]!);
        Assert.Contains(file["storageKey"].AsString, (string)archived["originalUrl"]!, StringComparison.Ordinal);

        foreach (var (document, address) in new[] { (file, file["storageKey"].AsString), (stream, $"/api/streams/{stream["_id"]}/hls"), (unnamed, $"/api/streams/{unnamed["_id"]}/hls") })
        {
            var restored = await app.PatchAsync(document["_id"].ToString()!, """{"status":"ready"}""");
            Assert.Equal((200, "ready"), (restored.Status, (string?)restored.Json?["data"]?["attributes"]?["status"]));
            Assert.Contains(address, (string)restored.Data["attributes"]!["videoUrl"]!, StringComparison.Ordinal);
        }

        Assert.Equal(3, (await app.GetAsync("/api/recordings?filter[status]=ready")).List.Count);
    }

    [Fact]
    public async Task Without_its_media_it_returns_as_an_error()
    {
        BsonDocument[] documents =
        [
            FirstSystem.Video("archived", document => document.Remove("storageKey")),
            FirstSystem.Video("archived", document => document["uploadId"] = "session"),
            FirstSystem.Video("archived", document => document["statusBeforeArchive"] = BsonNull.Value),
        ];
        var database = await ExistingDatabase.CreateAsync(servers, documents);
        await using var app = await database.StartFilledAsync(servers);
        var stored = await database.Documents.Find(new BsonDocument()).Sort(new BsonDocument("_id", 1)).ToListAsync(Stop);
        Assert.Equal(["error", "error", "ready"], stored.Select(document => document["statusBeforeArchive"].AsString));

        var id = documents[0]["_id"].ToString()!;
        (await app.PatchAsync(id, """{"status":"ready"}""")).IsError(422, "VALIDATION_ERROR");
        Assert.Equal(200, (await app.PatchAsync(id, """{"status":"error"}""")).Status);
    }
}
