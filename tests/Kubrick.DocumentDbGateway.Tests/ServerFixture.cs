using Kubrick.Testing;
using MongoDB.Bson;
using MongoDB.Driver;

[assembly: AssemblyFixture(typeof(Kubrick.DocumentDbGateway.Tests.ServerFixture))]

namespace Kubrick.DocumentDbGateway.Tests;

/// <summary>One server for all tests; each takes a collection of its own.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private MongoServer? _server;
    private MongoClient? _client;

    public MongoClient Client => _client!;

    public int Port => Client.Settings.Server.Port;

    public async ValueTask InitializeAsync()
    {
        _server = await MongoServer.StartAsync(TestContext.Current.CancellationToken);
        _client = new MongoClient(new MongoUrl(_server.NewDatabase()));
    }

    public IMongoCollection<BsonDocument> NewCollection() => Client.GetDatabase("tests").GetCollection<BsonDocument>($"c{Guid.NewGuid():N}");

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
