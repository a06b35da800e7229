using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Filling;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Testing;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Existing;

/// <summary>A database with documents that are stored before the service starts.</summary>
internal sealed class ExistingDatabase
{
    private readonly string address;

    private ExistingDatabase(string address)
    {
        this.address = address;
        Database = new MongoClient(address).GetDatabase(new MongoUrl(address).DatabaseName);
    }

    public IMongoDatabase Database { get; }

    public IMongoCollection<BsonDocument> Documents => Database.GetCollection<BsonDocument>("recordings");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<ExistingDatabase> CreateAsync(Servers servers, params BsonDocument[] documents)
    {
        var database = new ExistingDatabase(await servers.NewDatabaseAsync());
        if (documents.Length > 0)
        {
            await database.Documents.InsertManyAsync(documents, cancellationToken: Stop);
        }

        return database;
    }

    /// <summary>Stores a document, byte for byte.</summary>
    public Task StoreAsync(BsonDocument document) => Database.GetCollection<RawBsonDocument>("recordings").InsertOneAsync(
        document as RawBsonDocument ?? new RawBsonDocument(document.ToBson()), new InsertOneOptions { BypassDocumentValidation = true }, Stop);

    /// <summary>Starts the service while another replica fills in and makes no progress.</summary>
    public async Task<RecordingsApp> StartUnfilledAsync(Servers servers)
    {
        await Database.GetCollection<BsonDocument>(FillingLease.Collection).InsertOneAsync(
            new BsonDocument { ["_id"] = FillingLease.Id, ["owner"] = "another replica", ["expiresAt"] = DateTime.MaxValue.AddDays(-1) }, cancellationToken: Stop);
        return await StartAsync(servers);
    }

    /// <summary>Starts the service and waits until every document is filled in.</summary>
    public async Task<RecordingsApp> StartFilledAsync(Servers servers, Dictionary<string, string>? overrides = null)
    {
        var app = await StartAsync(servers, overrides);
        await Eventually.TrueAsync(
            "every document is filled in",
            async () => await Documents.CountDocumentsAsync(new BsonDocument("schemaVersion", new BsonDocument("$ne", Recording.CurrentSchemaVersion)), cancellationToken: Stop) == 0,
            Stop);
        return app;
    }

    public Task<RecordingsApp> StartAsync(Servers servers, Dictionary<string, string>? overrides = null) => RecordingsApp.StartAsync(
        servers, new Dictionary<string, string>(overrides ?? []) { ["ConnectionStrings:kubrick"] = address, ["Filling:Interval"] = "00:00:00.200", ["Filling:BatchSize"] = "3" });
}
