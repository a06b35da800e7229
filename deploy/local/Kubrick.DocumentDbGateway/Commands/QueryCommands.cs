using Kubrick.DocumentDbGateway.Cursors;
using Kubrick.DocumentDbGateway.Errors;
using MongoDB.Bson;
using NpgsqlTypes;
using static Kubrick.DocumentDbGateway.Postgres.DocumentDb;

namespace Kubrick.DocumentDbGateway.Commands;

/// <summary>Commands that read: find, aggregate, count and others, and cursors.</summary>
internal sealed class QueryCommands(CursorTable cursors)
{
    /// <summary>The commands by name.</summary>
    public IEnumerable<KeyValuePair<string, Command>> All =>
    [
        new("find", new(CommandEffect.Repeatable, context => FirstPageAsync(context, "find_cursor_first_page"))),
        new("aggregate", new(CommandEffect.Once, AggregateAsync)),
        new("listCollections", new(CommandEffect.Repeatable, context => FirstPageAsync(context, "list_collections_cursor_first_page"))),
        new("listIndexes", new(CommandEffect.Repeatable, context => FirstPageAsync(context, "list_indexes_cursor_first_page"))),
        new("getMore", new(CommandEffect.Once, NextPageAsync)),
        new("killCursors", new(CommandEffect.Repeatable, CloseAsync)),
        new("count", new(CommandEffect.Repeatable, context => SingleAsync(context, "count_query"))),
        new("distinct", new(CommandEffect.Repeatable, context => SingleAsync(context, "distinct_query"))),
        new("ping", new(CommandEffect.Repeatable, PingAsync)),
    ];

    // A pipeline may write ($out, $merge), so it is never retried.
    private Task<byte[]> AggregateAsync(CommandContext context) => FirstPageAsync(context, "aggregate_cursor_first_page");

    private async Task<byte[]> FirstPageAsync(CommandContext context, string function)
    {
        var (page, continuation, cursor) = await context.DocumentDb.PageAsync(
            $"SELECT cursorpage::bytea, continuation::bytea, cursorid FROM documentdb_api.{function}($1, $2::documentdb_core.bson)",
            context.Cancellation, Text(context.Request.Database), Bson(context.Request.Document));
        if (continuation is not null)
        {
            cursors.Store(cursor, context.Request.Database, continuation);
        }

        return page;
    }

    private async Task<byte[]> NextPageAsync(CommandContext context)
    {
        var id = context.Request.TargetNumber ?? throw new MongoException(MongoErrorCode.BadValue, "getMore needs the id of a cursor.");
        var database = context.Request.Database;
        var (page, continuation, _) = await context.DocumentDb.PageAsync(
            "SELECT cursorpage::bytea, continuation::bytea FROM documentdb_api.cursor_get_more($1, $2::documentdb_core.bson, $3::documentdb_core.bson)",
            context.Cancellation, Text(database), Bson(context.Request.Document), Bson(cursors.Continuation(id, database)));
        if (continuation is null)
        {
            cursors.Close(id);
        }
        else
        {
            cursors.Store(id, database, continuation);
        }

        return page;
    }

    private async Task<byte[]> CloseAsync(CommandContext context)
    {
        using var command = context.Request.Read();
        var asked = command.TryGetValue("cursors", out var value) && value is BsonArray array && array.All(id => id.IsInt64)
            ? array.Select(id => id.AsInt64).ToArray()
            : throw new MongoException(MongoErrorCode.BadValue, "killCursors needs an array of cursor ids.");
        var open = asked.Where(cursors.Close).ToArray();
        if (open.Length > 0)
        {
            await context.DocumentDb.ScalarAsync<string>(
                "SELECT documentdb_api_internal.delete_cursors($1)::text", context.Cancellation,
                new Npgsql.NpgsqlParameter { Value = open, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        }

        return Replies.Ok(new()
        {
            { "cursorsKilled", new BsonArray(open) },
            { "cursorsNotFound", new BsonArray(asked.Except(open)) },
            { "cursorsAlive", new BsonArray() },
            { "cursorsUnknown", new BsonArray() },
        });
    }

    private static Task<byte[]> SingleAsync(CommandContext context, string function) => context.DocumentDb.DocumentAsync(
        $"SELECT document::bytea FROM documentdb_api.{function}($1, $2::documentdb_core.bson)",
        context.Cancellation, Text(context.Request.Database), Bson(context.Request.Document));

    // Pings PostgreSQL as well: the reply reports whether the whole server works.
    private static async Task<byte[]> PingAsync(CommandContext context)
    {
        await context.DocumentDb.ScalarAsync<int>("SELECT 1", context.Cancellation);
        return Replies.Ok();
    }
}
