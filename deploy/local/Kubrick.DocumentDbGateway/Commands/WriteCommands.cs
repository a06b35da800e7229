using static Kubrick.DocumentDbGateway.Postgres.DocumentDb;

namespace Kubrick.DocumentDbGateway.Commands;

/// <summary>insert, update, delete, findAndModify.</summary>
internal static class WriteCommands
{
    /// <summary>The commands by name.</summary>
    public static IEnumerable<KeyValuePair<string, Command>> All =>
    [
        new("insert", new(CommandEffect.Write, context => WriteAsync(context, Insert))),
        new("update", new(CommandEffect.Write, context => WriteAsync(context, Update))),
        new("delete", new(CommandEffect.Write, context => WriteAsync(context, Delete))),
        new("findAndModify", new(CommandEffect.Write, FindAndModifyAsync)),
        new("findandmodify", new(CommandEffect.Write, FindAndModifyAsync)),
    ];

    private const string Insert = "SELECT p_result::bytea, p_success FROM documentdb_api.insert($1, $2::documentdb_core.bson, $3::documentdb_core.bsonsequence, $4)";
    private const string Update = "SELECT p_result::bytea, p_success FROM documentdb_api.update($1, $2::documentdb_core.bson, $3::documentdb_core.bsonsequence, $4)";
    private const string Delete = "SELECT p_result::bytea, p_success FROM documentdb_api.delete($1, $2::documentdb_core.bson, $3::documentdb_core.bsonsequence, $4)";
    private const string FindAndModify = "SELECT p_result::bytea FROM documentdb_api.find_and_modify($1, $2::documentdb_core.bson, $3)";

    private static async Task<byte[]> WriteAsync(CommandContext context, string sql)
    {
        var request = context.Request;
        request.Collection();
        var (reply, succeeded) = await context.DocumentDb.WriteAsync(
            sql, context.Cancellation, Text(request.Database), Bson(request.Document), Bson(request.Sequence), Text(request.RetryId));
        if (succeeded)
        {
            return reply;
        }

        context.FailedStatement();
        return Replies.WithMappedWriteErrors(reply);
    }

    private static Task<byte[]> FindAndModifyAsync(CommandContext context)
    {
        context.Request.Collection();
        return context.DocumentDb.DocumentAsync(
            FindAndModify, context.Cancellation, Text(context.Request.Database), Bson(context.Request.Document), Text(context.Request.RetryId));
    }
}
