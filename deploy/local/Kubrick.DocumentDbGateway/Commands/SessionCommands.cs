using Kubrick.DocumentDbGateway.Errors;
using Kubrick.DocumentDbGateway.Wire;
using MongoDB.Bson;

namespace Kubrick.DocumentDbGateway.Commands;

/// <summary>Commands about the server and its sessions. They do not need PostgreSQL.</summary>
internal sealed class SessionCommands(TimeProvider time)
{
    /// <summary>The reply; null for every other command.</summary>
    /// <exception cref="MongoException">The command is authentication, which the gateway does not support.</exception>
    public byte[]? TryAnswer(CommandRequest request, int client) => request.Name switch
    {
        "hello" => Replies.Ok(Handshake("isWritablePrimary", client)),
        "isMaster" or "ismaster" => Replies.Ok(Handshake("ismaster", client)),
        "buildInfo" or "buildinfo" => Replies.Ok(BuildInfo()),
        "endSessions" or "refreshSessions" or "killSessions" => Replies.Ok(),
        "connectionStatus" => Replies.Ok(new() { { "authInfo", new BsonDocument { { "authenticatedUsers", new BsonArray() }, { "authenticatedUserRoles", new BsonArray() } } } }),
        "getParameter" or "getCmdLineOpts" => Replies.Ok(),
        "getLog" => Replies.Ok(new() { { "totalLinesWritten", 0 }, { "log", new BsonArray() } }),
        "saslStart" or "saslContinue" or "authenticate" => throw new MongoException(
            MongoErrorCode.AuthenticationFailed, "This local server has no users: connect without a user name."),
        _ => null,
    };

    // A mongos identifies itself as "isdbgrid". Drivers then use sessions, transactions and retryable writes without a replica set.
    private BsonDocument Handshake(string primary, int client) => new()
    {
        { primary, true },
        { "helloOk", true },
        { "msg", "isdbgrid" },
        { "maxBsonObjectSize", WireLimits.Document },
        { "maxMessageSizeBytes", WireLimits.Message },
        { "maxWriteBatchSize", WireLimits.WriteBatch },
        { "localTime", time.GetUtcNow().UtcDateTime },
        { "logicalSessionTimeoutMinutes", 30 },
        { "connectionId", client },
        { "minWireVersion", 0 },
        { "maxWireVersion", 21 },
        { "readOnly", false },
    };

    private static BsonDocument BuildInfo() => new()
    {
        { "version", "7.0.0" },
        { "versionArray", new BsonArray { 7, 0, 0, 0 } },
        { "modules", new BsonArray() },
        { "bits", 64 },
        { "maxBsonObjectSize", WireLimits.Document },
    };
}
