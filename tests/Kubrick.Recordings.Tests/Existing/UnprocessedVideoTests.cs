using Kubrick.Recordings.Reconciliation;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Storage;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;

namespace Kubrick.Recordings.Tests.Existing;

/// <summary>A video that the first system was about to process when it was replaced.</summary>
public sealed class UnprocessedVideoTests(Servers servers)
{
    private static readonly Dictionary<string, string> Passive = new() { ["Reconciliation:StuckAfter"] = "00:00:00", ["Reconciliation:Interval"] = "1.00:00:00" };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("processing")]
    [InlineData("pending")]
    // That system stored the size before the upload.
    [InlineData("uploading")]
    public async Task It_becomes_ready_with_its_file_and_is_processed(string status)
    {
        var document = FirstSystem.Video(status);
        await using var app = await (await ExistingDatabase.CreateAsync(servers, document)).StartFilledAsync(servers, Passive);
        await app.Services.GetRequiredService<IObjectWriter>().PutAsync(document["storageKey"].AsString, VideoOf(1000), "video/webm", null, Stop);

        await app.Services.GetRequiredService<Reconciler>().PassAsync(Stop);

        var attributes = (await app.GetAsync($"/api/recordings/{document["_id"]}")).Data["attributes"]!;
        Assert.Equal(("ready", 1000, "queued"), ((string)attributes["status"]!, (int)attributes["fileBytes"]!, (string)attributes["processing"]!["state"]!));
        Assert.Null(attributes["storedStatus"]);
    }

    [Fact]
    public async Task A_file_that_is_no_video_is_an_error_and_stays()
    {
        var document = FirstSystem.Video("processing");
        await using var app = await (await ExistingDatabase.CreateAsync(servers, document)).StartFilledAsync(servers, Passive);
        var key = document["storageKey"].AsString;
        await app.Services.GetRequiredService<IObjectWriter>().PutAsync(key, new byte[1000], "video/webm", null, Stop);

        await app.Services.GetRequiredService<Reconciler>().PassAsync(Stop);

        Assert.Equal("error", await StatusAsync(app, document));
        Assert.NotNull(await app.Services.GetRequiredService<IObjectReader>().FindAsync(key, Stop));
    }

    [Fact]
    public async Task Without_its_file_it_becomes_an_error_when_nobody_can_send_it_any_more()
    {
        var (old, young) = (FirstSystem.Video("processing"), FirstSystem.Video("processing", document => document["updatedAt"] = TimeProvider.System.GetUtcNow().UtcDateTime));
        await using var app = await (await ExistingDatabase.CreateAsync(servers, old, young)).StartFilledAsync(servers, Passive);

        await app.Services.GetRequiredService<Reconciler>().PassAsync(Stop);

        Assert.Equal(("error", "processing"), (await StatusAsync(app, old), await StatusAsync(app, young)));
    }

    [Fact]
    public async Task One_that_cannot_be_read_whole_does_not_stop_the_others()
    {
        var documents = Enumerable.Range(0, 3)
            .Select(number => FirstSystem.Video("processing", document => document["metadata"] = number == 1 ? new BsonDocument("to", RawBson.Pointer) : new BsonDocument()))
            .ToArray();
        var database = await ExistingDatabase.CreateAsync(servers);
        foreach (var document in documents)
        {
            await database.StoreAsync(RawBson.Of(document));
        }

        await using var app = await database.StartFilledAsync(servers, Passive);
        await app.Services.GetRequiredService<Reconciler>().PassAsync(Stop);

        Assert.All(await Task.WhenAll(documents.Select(document => StatusAsync(app, document))), status => Assert.Equal("error", status));
    }

    private static byte[] VideoOf(int size) => [0x1A, 0x45, 0xDF, 0xA3, 0x9F, 0x42, 0x82, 0x84, .. "webm"u8, .. new byte[size - 12]];

    private static async Task<string> StatusAsync(RecordingsApp app, BsonDocument document) =>
        (string)(await app.GetAsync($"/api/recordings/{document["_id"]}")).Data["attributes"]!["status"]!;
}
