using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.DocumentDbGateway.Tests;

public sealed class TransactionTests(ServerFixture server)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Writes_are_visible_outside_only_after_the_commit()
    {
        var items = await CounterAsync();
        using var session = await server.Client.StartSessionAsync(null, Cancelled);
        session.StartTransaction();

        await items.UpdateOneAsync(session, "{_id: 1}", "{$inc: {n: 1}}", null, Cancelled);
        var inside = await ReadAsync(items, session);
        var outside = await ReadAsync(items);
        await session.CommitTransactionAsync(Cancelled);

        Assert.Equal((1, 0, 1), (inside, outside, await ReadAsync(items)));
    }

    [Fact]
    public async Task An_aborted_transaction_leaves_nothing()
    {
        var items = await CounterAsync();
        using var session = await server.Client.StartSessionAsync(null, Cancelled);
        session.StartTransaction();
        await items.InsertOneAsync(session, BsonDocument.Parse("{_id: 2}"), null, Cancelled);

        await session.AbortTransactionAsync(Cancelled);

        Assert.Equal(1, await items.CountDocumentsAsync("{}", null, Cancelled));
    }

    [Fact]
    public async Task Racing_transactions_lose_no_increment()
    {
        var items = await CounterAsync();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            using var session = await server.Client.StartSessionAsync(null, Cancelled);
            await session.WithTransactionAsync(
                async (handle, token) =>
                {
                    var seen = await ReadAsync(items, handle);
                    await items.UpdateOneAsync(handle, "{_id: 1}", new BsonDocument("$set", new BsonDocument("n", seen + 1)), null, token);
                    return true;
                },
                null,
                Cancelled);
        }));

        Assert.Equal(6, await ReadAsync(items));
    }

    [Fact]
    public async Task A_failed_statement_ends_the_transaction()
    {
        var items = await CounterAsync();
        using var session = await server.Client.StartSessionAsync(null, Cancelled);
        session.StartTransaction();
        await items.InsertOneAsync(session, BsonDocument.Parse("{_id: 3}"), null, Cancelled);
        await Assert.ThrowsAnyAsync<MongoException>(() => items.InsertOneAsync(session, BsonDocument.Parse("{_id: 1}"), null, Cancelled));

        var commit = await Assert.ThrowsAsync<MongoCommandException>(() => session.CommitTransactionAsync(Cancelled));

        Assert.Equal(251, commit.Code);
        Assert.Equal(1, await items.CountDocumentsAsync("{}", null, Cancelled));
    }

    [Fact]
    public async Task A_client_that_disconnects_in_a_transaction_releases_its_locks()
    {
        var items = await CounterAsync();
        using (var wire = await WireClient.ConnectAsync(server.Port))
        {
            var reply = await wire.CommandAsync(new BsonDocument
            {
                { "update", items.CollectionNamespace.CollectionName },
                { "updates", new BsonArray { BsonDocument.Parse("{q: {_id: 1}, u: {$set: {n: 99}}}") } },
                { "$db", "tests" },
                { "lsid", new BsonDocument("id", new BsonBinaryData(Guid.NewGuid(), GuidRepresentation.Standard)) },
                { "txnNumber", 1L },
                { "startTransaction", true },
                { "autocommit", false },
            });
            Assert.Equal(1, reply["nModified"].ToInt32());
        }

        await items.UpdateOneAsync("{_id: 1}", "{$inc: {n: 5}}", null, Cancelled).WaitAsync(TimeSpan.FromSeconds(15), Cancelled);

        Assert.Equal(5, await ReadAsync(items));
    }

    [Fact]
    public async Task A_repeated_commit_succeeds_again()
    {
        var items = await CounterAsync();
        using var wire = await WireClient.ConnectAsync(server.Port);
        var transaction = new BsonDocument
        {
            { "$db", "tests" },
            { "lsid", new BsonDocument("id", new BsonBinaryData(Guid.NewGuid(), GuidRepresentation.Standard)) },
            { "txnNumber", 1L },
            { "autocommit", false },
        };
        await wire.CommandAsync(new BsonDocument { { "insert", items.CollectionNamespace.CollectionName }, { "documents", new BsonArray { BsonDocument.Parse("{_id: 7}") } }, { "startTransaction", true } }.Merge(transaction));

        var first = await wire.CommandAsync(new BsonDocument("commitTransaction", 1).Merge(transaction));
        var second = await wire.CommandAsync(new BsonDocument("commitTransaction", 1).Merge(transaction));

        Assert.Equal((1.0, 1.0), (first["ok"].ToDouble(), second["ok"].ToDouble()));
        Assert.Equal(2, await items.CountDocumentsAsync("{}", null, Cancelled));
    }

    [Fact]
    public async Task A_retried_write_is_executed_once()
    {
        var items = await CounterAsync();
        using var wire = await WireClient.ConnectAsync(server.Port);
        var write = new BsonDocument
        {
            { "findAndModify", items.CollectionNamespace.CollectionName },
            { "query", BsonDocument.Parse("{_id: 1}") },
            { "update", BsonDocument.Parse("{$inc: {n: 1}}") },
            { "new", true },
            { "$db", "tests" },
            { "lsid", new BsonDocument("id", new BsonBinaryData(Guid.NewGuid(), GuidRepresentation.Standard)) },
            { "txnNumber", 9L },
        };

        var first = await wire.CommandAsync(write);
        var second = await wire.CommandAsync(write);

        Assert.Equal(1, first["value"]["n"].ToInt32());
        Assert.Equal(1, second["value"]["n"].ToInt32());
        Assert.Equal(1, await ReadAsync(items));
    }

    private async Task<IMongoCollection<BsonDocument>> CounterAsync()
    {
        var items = server.NewCollection();
        await items.InsertOneAsync(BsonDocument.Parse("{_id: 1, n: 0}"), null, Cancelled);
        return items;
    }

    private static async Task<int> ReadAsync(IMongoCollection<BsonDocument> items, IClientSessionHandle? session = null) =>
        (await (session is null ? items.Find("{_id: 1}") : items.Find(session, "{_id: 1}")).SingleAsync(Cancelled))["n"].ToInt32();
}
