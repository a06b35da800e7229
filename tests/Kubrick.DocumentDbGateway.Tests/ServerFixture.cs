using Kubrick.Testing;
using MongoDB.Bson;
using MongoDB.Driver;

[assembly: AssemblyFixture(typeof(Kubrick.DocumentDbGateway.Tests.ServerFixture))]

namespace Kubrick.DocumentDbGateway.Tests;

/// <summary>One server for all tests; each test creates its own collection.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private MongoServer? server;
    private MongoClient? client;

    public MongoClient Client => client!;

    public int Port => Client.Settings.Server.Port;

    public async ValueTask InitializeAsync()
    {
        server = await MongoServer.StartAsync(TestContext.Current.CancellationToken);
        client = new MongoClient(new MongoUrl(server.NewDatabase()));
    }

    public IMongoCollection<BsonDocument> NewCollection() => Client.GetDatabase("tests").GetCollection<BsonDocument>($"c{Guid.NewGuid():N}");

    public async ValueTask DisposeAsync()
    {
        client?.Dispose();
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }
}
