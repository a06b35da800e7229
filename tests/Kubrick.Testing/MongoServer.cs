using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Testing;

/// <summary>
/// A MongoDB server for tests: the server that <c>KUBRICK_TEST_MONGODB</c> names, or a local one that <c>deploy/local/mongo/run</c> starts.
/// </summary>
public sealed class MongoServer : IAsyncDisposable
{
    private readonly LocalServer? server;
    private readonly string address;

    private MongoServer(string address, LocalServer? server)
    {
        this.address = address;
        this.server = server;
    }

    /// <summary>Starts the server and waits until it responds.</summary>
    /// <exception cref="InvalidOperationException">The server did not start.</exception>
    public static async Task<MongoServer> StartAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("KUBRICK_TEST_MONGODB") is { Length: > 0 } given)
        {
            return new MongoServer(given.TrimEnd('/'), null);
        }

        var port = FreePort.Next();
        var address = $"mongodb://127.0.0.1:{port}";
        using var client = new MongoClient($"{address}/?serverSelectionTimeoutMS=1000");
        var ping = new BsonDocumentCommand<BsonDocument>(new BsonDocument("ping", 1));
        var server = await LocalServer.StartAsync(
            "deploy/local/mongo/run",
            ["--port", $"{port}", "--no-fsync"],
            token => client.GetDatabase("admin").RunCommandAsync(ping, cancellationToken: token),
            cancellationToken);
        return new MongoServer(address, server);
    }

    /// <summary>The connection string of a new database.</summary>
    public string NewDatabase() => $"{address}/test-{Guid.NewGuid():N}";

    /// <summary>Stops the server if it is a local one.</summary>
    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
