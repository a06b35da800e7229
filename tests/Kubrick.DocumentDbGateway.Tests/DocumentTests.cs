using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.DocumentDbGateway.Tests;

public sealed class DocumentTests(ServerFixture server)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_document_is_read_as_it_was_stored()
    {
        var items = server.NewCollection();
        var stored = new BsonDocument
        {
            { "_id", ObjectId.GenerateNewId() },
            { "text", "größe \u0000 \U0001F3AC" },
            { "decimal", new Decimal128(12345.6789m) },
            { "long", long.MaxValue },
            { "double", double.Epsilon },
            { "date", new BsonDateTime(1_800_000_000_123) },
            { "null", BsonNull.Value },
            { "bytes", new BsonBinaryData([1, 2, 3]) },
            { "list", new BsonArray { 1, "two", new BsonDocument("three", 3.5) } },
            { "nested", new BsonDocument("a", new BsonDocument("b", true)) },
        };

        await items.InsertOneAsync(stored, null, Cancelled);

        Assert.Equal(stored, await items.Find(new BsonDocument("_id", stored["_id"])).SingleAsync(Cancelled));
    }

    [Fact]
    public async Task Hostile_keys_and_values_stay_data()
    {
        var items = server.NewCollection();
        var stored = new BsonDocument
        {
            { "_id", "'; DROP TABLE documents; --" },
            { "value", new BsonDocument("$where", "while(true){}") },
            { "__proto__", 1 },
            { "'; SELECT pg_sleep(9); --", "{\"$ne\":null}" },
            { "", "empty key" },
            { new string('k', 5_000), 1 },
        };

        await items.InsertOneAsync(stored, null, Cancelled);

        Assert.Equal(stored, await items.Find(new BsonDocument("_id", stored["_id"])).SingleAsync(Cancelled));
    }

    [Fact]
    public async Task A_version_guard_lets_exactly_one_of_many_writers_win()
    {
        var items = server.NewCollection();
        await items.InsertOneAsync(new BsonDocument { { "_id", 1 }, { "version", 0 } }, null, Cancelled);
        var won = 0;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RaceAsync()));

        Assert.Equal(160, won);
        Assert.Equal(160, (await items.Find("{}").SingleAsync(Cancelled))["version"].ToInt32());

        async Task RaceAsync()
        {
            for (var mine = 0; mine < 20;)
            {
                var seen = (await items.Find("{}").SingleAsync(Cancelled))["version"];
                var guard = new BsonDocument { { "_id", 1 }, { "version", seen } };
                if (await items.FindOneAndUpdateAsync<BsonDocument>(guard, "{$inc: {version: 1}}", null, Cancelled) is not null)
                {
                    mine++;
                    Interlocked.Increment(ref won);
                }
            }
        }
    }

    [Fact]
    public async Task Updates_upserts_and_deletes_report_their_results()
    {
        var items = server.NewCollection();

        var upsert = await items.UpdateOneAsync("{_id: 'a'}", "{$set: {n: 1}, $setOnInsert: {first: true}}", new UpdateOptions { IsUpsert = true }, Cancelled);
        var change = await items.UpdateOneAsync("{_id: 'a'}", "{$inc: {n: 5}, $push: {tags: 'x'}, $unset: {first: ''}}", null, Cancelled);
        var nothing = await items.UpdateOneAsync("{_id: 'none'}", "{$set: {n: 1}}", null, Cancelled);
        var pipeline = await items.UpdateOneAsync("{_id: 'a'}", Builders<BsonDocument>.Update.Pipeline(new[] { BsonDocument.Parse("{$set: {n: {$add: ['$n', 1]}}}") }), null, Cancelled);
        var after = await items.Find("{_id: 'a'}").SingleAsync(Cancelled);
        var delete = await items.DeleteOneAsync("{_id: 'a'}", Cancelled);

        Assert.Equal("a", upsert.UpsertedId.AsString);
        Assert.Equal((1, 1), (change.MatchedCount, change.ModifiedCount));
        Assert.Equal(0, nothing.MatchedCount);
        Assert.Equal(1, pipeline.ModifiedCount);
        Assert.Equal(BsonDocument.Parse("{_id: 'a', n: 7, tags: ['x']}"), after);
        Assert.Equal(1, delete.DeletedCount);
    }

    [Fact]
    public async Task A_duplicate_key_is_reported_as_such()
    {
        var items = server.NewCollection();
        await items.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>("{key: 1}", new CreateIndexOptions { Unique = true, Name = "unique_key" }), null, Cancelled);
        await items.InsertManyAsync([BsonDocument.Parse("{_id: 1, key: 'a'}"), BsonDocument.Parse("{_id: 2, key: 'b'}")], null, Cancelled);

        var insert = await Assert.ThrowsAsync<MongoWriteException>(() => items.InsertOneAsync(BsonDocument.Parse("{key: 'a'}"), null, Cancelled));
        var update = await Assert.ThrowsAsync<MongoWriteException>(() => items.UpdateOneAsync("{_id: 2}", "{$set: {key: 'a'}}", null, Cancelled));
        var modify = await Assert.ThrowsAsync<MongoCommandException>(() => items.FindOneAndUpdateAsync<BsonDocument>("{_id: 2}", "{$set: {key: 'a'}}", null, Cancelled));

        Assert.Equal(ServerErrorCategory.DuplicateKey, insert.WriteError.Category);
        Assert.StartsWith("E11000", insert.WriteError.Message, StringComparison.Ordinal);
        Assert.Equal(ServerErrorCategory.DuplicateKey, update.WriteError.Category);
        Assert.Equal(11000, modify.Code);
    }

    [Fact]
    public async Task An_unordered_batch_stores_every_valid_document()
    {
        var items = server.NewCollection();
        await items.InsertOneAsync(BsonDocument.Parse("{_id: 1}"), null, Cancelled);
        BsonDocument[] batch = [BsonDocument.Parse("{_id: 1}"), BsonDocument.Parse("{_id: 2}"), BsonDocument.Parse("{_id: 3}")];

        var failure = await Assert.ThrowsAsync<MongoBulkWriteException<BsonDocument>>(
            () => items.InsertManyAsync(batch, new InsertManyOptions { IsOrdered = false }, Cancelled));

        Assert.Equal(ServerErrorCategory.DuplicateKey, Assert.Single(failure.WriteErrors).Category);
        Assert.Equal(3, await items.CountDocumentsAsync("{}", null, Cancelled));
    }

    [Fact]
    public async Task A_document_of_nearly_16_MB_is_stored_and_a_larger_one_is_refused()
    {
        var items = server.NewCollection();
        var large = new BsonDocument { { "_id", 1 }, { "bytes", new BsonBinaryData(new byte[(16 * 1024 * 1024) - 1024]) } };
        await items.InsertOneAsync(large, null, Cancelled);

        Assert.Equal(large, await items.Find("{_id: 1}").SingleAsync(Cancelled));
        var error = await Assert.ThrowsAnyAsync<Exception>(() => items.UpdateOneAsync("{_id: 1}", new BsonDocument("$set", new BsonDocument("more", new string('x', 4_000))), null, Cancelled));
        Assert.True(error is MongoException, error.ToString());
        Assert.Equal(1, await items.CountDocumentsAsync("{}", null, Cancelled));
    }

    [Fact]
    public async Task Invalid_commands_get_MongoDBs_error_codes()
    {
        var items = server.NewCollection();
        var database = server.Client.GetDatabase("tests");

        Assert.Equal(2, (await Assert.ThrowsAsync<MongoCommandException>(() => items.Find("{$bad: 1}").ToListAsync(Cancelled))).Code);
        Assert.Equal(59, (await Assert.ThrowsAsync<MongoCommandException>(() => database.RunCommandAsync<BsonDocument>("{nope: 1}", null, Cancelled))).Code);
        Assert.Equal(26, (await Assert.ThrowsAsync<MongoCommandException>(() => database.RunCommandAsync<BsonDocument>("{drop: 'never-made'}", null, Cancelled))).Code);
        Assert.Equal(73, (await Assert.ThrowsAsync<MongoCommandException>(() => database.RunCommandAsync<BsonDocument>("{createIndexes: 1}", null, Cancelled))).Code);
    }

    [Fact]
    public async Task A_client_with_a_password_is_refused_because_there_are_no_users()
    {
        using var client = new MongoClient($"mongodb://someone:secret@127.0.0.1:{server.Port}/?serverSelectionTimeoutMS=2000");

        var error = await Assert.ThrowsAnyAsync<Exception>(() => client.GetDatabase("tests").RunCommandAsync<BsonDocument>("{ping: 1}", null, Cancelled));

        Assert.Contains("no users", error.ToString(), StringComparison.Ordinal);
    }
}
