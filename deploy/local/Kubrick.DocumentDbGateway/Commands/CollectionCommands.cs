using Kubrick.DocumentDbGateway.Errors;
using static Kubrick.DocumentDbGateway.Postgres.DocumentDb;

namespace Kubrick.DocumentDbGateway.Commands;

/// <summary>Commands on collections, databases and indexes.</summary>
internal static class CollectionCommands
{
    /// <summary>The commands by name.</summary>
    public static IEnumerable<KeyValuePair<string, Command>> All =>
    [
        new("create", new(CommandEffect.Once, CreateAsync)),
        new("drop", new(CommandEffect.Once, DropAsync)),
        new("renameCollection", new(CommandEffect.Once, RenameAsync)),
        new("collMod", new(CommandEffect.Once, ModifyAsync)),
        new("collStats", new(CommandEffect.Repeatable, CollectionStatisticsAsync)),
        new("dropDatabase", new(CommandEffect.Repeatable, DropDatabaseAsync)),
        new("dbStats", new(CommandEffect.Repeatable, DatabaseStatisticsAsync)),
        new("listDatabases", new(CommandEffect.Repeatable, ListDatabasesAsync)),
        new("createIndexes", new(CommandEffect.Repeatable, CreateIndexesAsync)),
        new("dropIndexes", new(CommandEffect.Once, DropIndexesAsync)),
    ];

    private static Task<byte[]> CreateAsync(CommandContext context)
    {
        context.Request.Collection();
        return context.DocumentDb.DocumentAsync(
            "SELECT documentdb_api.create_collection_view($1, $2::documentdb_core.bson)::bytea", context.Cancellation,
            Text(context.Request.Database), Bson(context.Request.Document));
    }

    private static async Task<byte[]> DropAsync(CommandContext context)
    {
        var (database, collection) = (context.Request.Database, context.Request.Collection());
        var dropped = await context.DocumentDb.ScalarAsync<bool>(
            "SELECT documentdb_api.drop_collection($1, $2)", context.Cancellation, Text(database), Text(collection));
        return dropped ? Replies.Ok(new() { { "ns", $"{database}.{collection}" } }) : throw new MongoException(MongoErrorCode.NamespaceNotFound, "ns not found");
    }

    private static Task<byte[]> RenameAsync(CommandContext context) => context.DocumentDb.DocumentAsync(
        "SELECT documentdb_api.rename_collection($1::documentdb_core.bson)::bytea", context.Cancellation, Bson(context.Request.Document));

    private static Task<byte[]> ModifyAsync(CommandContext context) => context.DocumentDb.DocumentAsync(
        "SELECT documentdb_api.coll_mod($1, $2, $3::documentdb_core.bson)::bytea", context.Cancellation,
        Text(context.Request.Database), Text(context.Request.Collection()), Bson(context.Request.Document));

    private static Task<byte[]> CollectionStatisticsAsync(CommandContext context) => context.DocumentDb.DocumentAsync(
        "SELECT documentdb_api.coll_stats($1, $2)::bytea", context.Cancellation, Text(context.Request.Database), Text(context.Request.Collection()));

    private static async Task<byte[]> DropDatabaseAsync(CommandContext context)
    {
        await context.DocumentDb.ScalarAsync<object>("SELECT documentdb_api.drop_database($1)", context.Cancellation, Text(context.Request.Database));
        return Replies.Ok(new() { { "dropped", context.Request.Database } });
    }

    private static Task<byte[]> DatabaseStatisticsAsync(CommandContext context) => context.DocumentDb.DocumentAsync(
        "SELECT documentdb_api.db_stats($1)::bytea", context.Cancellation, Text(context.Request.Database));

    private static Task<byte[]> ListDatabasesAsync(CommandContext context) => context.DocumentDb.DocumentAsync(
        "SELECT documentdb_api.list_databases($1::documentdb_core.bson)::bytea", context.Cancellation, Bson(context.Request.Document));

    // Built before the reply: the client relies on a unique index as soon as it has the reply.
    private static async Task<byte[]> CreateIndexesAsync(CommandContext context)
    {
        context.Request.Collection();
        return Replies.Unwrapped(await context.DocumentDb.DocumentAsync(
            "SELECT documentdb_api_internal.create_indexes_non_concurrently($1, $2::documentdb_core.bson, true)::bytea", context.Cancellation,
            Text(context.Request.Database), Bson(context.Request.Document)));
    }

    private static async Task<byte[]> DropIndexesAsync(CommandContext context)
    {
        context.Request.Collection();
        return Replies.Unwrapped(await context.DocumentDb.CallAsync(
            "CALL documentdb_api.drop_indexes($1, $2::documentdb_core.bson)", context.Cancellation,
            Text(context.Request.Database), Bson(context.Request.Document)));
    }
}
