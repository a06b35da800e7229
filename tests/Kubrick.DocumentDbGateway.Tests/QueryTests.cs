using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.DocumentDbGateway.Tests;

public sealed class QueryTests(ServerFixture server)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Filter_sort_skip_limit_and_projection_work_together()
    {
        var items = await HundredAsync();

        var page = await items.Find("{group: 3, n: {$gte: 10}}").Sort("{n: -1}").Skip(2).Limit(3).Project("{n: 1, _id: 0}").ToListAsync(Cancelled);

        Assert.Equal([73, 63, 53], page.Select(item => item["n"].AsInt32));
        Assert.All(page, item => Assert.Equal(1, item.ElementCount));
    }

    [Fact]
    public async Task Counts_respect_filter_skip_and_limit()
    {
        var items = await HundredAsync();

        Assert.Equal(100, await items.CountDocumentsAsync("{}", null, Cancelled));
        Assert.Equal(5, await items.CountDocumentsAsync("{group: 1}", new CountOptions { Skip = 5, Limit = 50 }, Cancelled));
        Assert.Equal(100, await items.EstimatedDocumentCountAsync(null, Cancelled));
    }

    [Fact]
    public async Task A_cursor_returns_every_document_once_over_many_pages()
    {
        var items = await HundredAsync();

        var all = await items.Find("{}", new FindOptions { BatchSize = 7 }).Sort("{n: -1}").ToListAsync(Cancelled);

        Assert.Equal(Enumerable.Range(0, 100).Reverse(), all.Select(item => item["n"].AsInt32));
    }

    [Fact]
    public async Task An_unknown_cursor_is_answered_with_CursorNotFound()
    {
        var database = server.Client.GetDatabase("tests");

        var error = await Assert.ThrowsAsync<MongoCommandException>(
            () => database.RunCommandAsync<BsonDocument>("{getMore: {$numberLong: '4711'}, collection: 'any'}", null, Cancelled));

        Assert.Equal(43, error.Code);
    }

    [Fact]
    public async Task A_closed_cursor_is_gone()
    {
        var items = await HundredAsync();
        var database = server.Client.GetDatabase("tests");
        var name = items.CollectionNamespace.CollectionName;
        var first = await database.RunCommandAsync<BsonDocument>(new BsonDocument { { "find", name }, { "batchSize", 2 } }, null, Cancelled);
        var id = first["cursor"]["id"].AsInt64;
        Assert.NotEqual(0, id);

        var killed = await database.RunCommandAsync<BsonDocument>(new BsonDocument { { "killCursors", name }, { "cursors", new BsonArray { id, 5L } } }, null, Cancelled);

        Assert.Equal([id], killed["cursorsKilled"].AsBsonArray.Select(value => value.AsInt64));
        Assert.Equal([5L], killed["cursorsNotFound"].AsBsonArray.Select(value => value.AsInt64));
        var gone = await Assert.ThrowsAsync<MongoCommandException>(
            () => database.RunCommandAsync<BsonDocument>(new BsonDocument { { "getMore", id }, { "collection", name } }, null, Cancelled));
        Assert.Equal(43, gone.Code);
    }

    [Fact]
    public async Task Case_insensitive_regular_expressions_and_text_indexes_find_documents()
    {
        var items = await HundredAsync();
        await items.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Builders<BsonDocument>.IndexKeys.Text("title")), null, Cancelled);

        Assert.Equal(10, await items.CountDocumentsAsync("{title: {$regex: '^ITEM 9', $options: 'i'}, n: {$gte: 90}}", null, Cancelled));
        Assert.Equal(50, await items.CountDocumentsAsync("{$text: {$search: 'fox'}}", null, Cancelled));
    }

    [Fact]
    public async Task An_aggregation_groups_sorts_and_facets()
    {
        var items = await HundredAsync();
        BsonDocument[] groups = [BsonDocument.Parse("{$match: {n: {$lt: 50}}}"), BsonDocument.Parse("{$group: {_id: '$group', sum: {$sum: '$n'}}}"), BsonDocument.Parse("{$sort: {_id: 1}}")];
        BsonDocument[] facets = [BsonDocument.Parse("{$facet: {total: [{$count: 'n'}], page: [{$sort: {n: 1}}, {$skip: 10}, {$limit: 2}]}}")];

        var sums = await items.Aggregate<BsonDocument>(groups, null, Cancelled).ToListAsync(Cancelled);
        var facet = await items.Aggregate<BsonDocument>(facets, null, Cancelled).SingleAsync(Cancelled);

        Assert.Equal(10, sums.Count);
        Assert.Equal(100, sums[0]["sum"].ToInt32());
        Assert.Equal(100, facet["total"][0]["n"].ToInt32());
        Assert.Equal([10, 11], facet["page"].AsBsonArray.Select(item => item["n"].AsInt32));
    }

    [Fact]
    public async Task Indexes_of_every_kind_are_created_listed_and_created_again()
    {
        var items = server.NewCollection();
        CreateIndexModel<BsonDocument>[] models =
        [
            new("{a: 1, b: -1}"),
            new("{u: 1}", new CreateIndexOptions { Unique = true, Sparse = true }),
            new("{p: 1}", new CreateIndexOptions<BsonDocument> { PartialFilterExpression = "{p: {$gt: 5}}" }),
            new("{'m.$**': 1}"),
            new("{at: 1}", new CreateIndexOptions { ExpireAfter = TimeSpan.FromDays(1) }),
        ];

        var names = await items.Indexes.CreateManyAsync(models, Cancelled);
        await items.Indexes.CreateManyAsync(models, Cancelled);
        var listed = await (await items.Indexes.ListAsync(Cancelled)).ToListAsync(Cancelled);
        await items.Indexes.DropOneAsync("p_1", Cancelled);

        Assert.Equal(names.Append("_id_").Order(), listed.Select(index => index["name"].AsString).Order());
        Assert.Equal(5, (await (await items.Indexes.ListAsync(Cancelled)).ToListAsync(Cancelled)).Count);
    }

    private async Task<IMongoCollection<BsonDocument>> HundredAsync()
    {
        var items = server.NewCollection();
        await items.InsertManyAsync(
            Enumerable.Range(0, 100).Select(n => new BsonDocument { { "n", n }, { "group", n % 10 }, { "title", $"Item {n} {(n % 2 == 0 ? "red fox" : "lazy dog")}" } }), null, Cancelled);
        return items;
    }
}
