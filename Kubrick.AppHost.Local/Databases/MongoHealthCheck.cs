using Aspire.Hosting.ApplicationModel;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.AppHost.Local;

/// <summary>The driver's ping, on one client for the life of the application.</summary>
internal sealed class MongoHealthCheck(MongoDBServerResource server) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private MongoClient? _client;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _client ??= new MongoClient(await SettingsAsync(cancellationToken));
        await _client.GetDatabase("admin").RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1), cancellationToken: cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<MongoClientSettings> SettingsAsync(CancellationToken cancellationToken)
    {
        var settings = MongoClientSettings.FromConnectionString(await server.ConnectionStringExpression.GetValueAsync(cancellationToken));
        settings.ServerSelectionTimeout = Patience;
        settings.ConnectTimeout = Patience;
        settings.HeartbeatInterval = TimeSpan.FromSeconds(5);
        settings.MinConnectionPoolSize = 0;
        settings.MaxConnectionPoolSize = 2;
        return settings;
    }
}
