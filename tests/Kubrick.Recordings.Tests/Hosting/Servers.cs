using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Testing;

[assembly: AssemblyFixture(typeof(Servers))]

namespace Kubrick.Recordings.Tests.Hosting;

/// <summary>The real database and the real broker, started once for all tests by the first test that needs them.</summary>
public sealed class Servers : IAsyncDisposable
{
    private readonly Lazy<Task<MongoServer>> mongo = new(() => MongoServer.StartAsync(CancellationToken.None));
    private readonly Lazy<Task<S3Server>> s3 = new(() => S3Server.StartAsync(CancellationToken.None));
    private readonly Lazy<Task<RabbitMqServer>> rabbitMq = new(() => RabbitMqServer.StartAsync(CancellationToken.None));

    /// <summary>The connection string of a new database.</summary>
    public async Task<string> NewDatabaseAsync() => (await mongo.Value).NewDatabase();

    /// <summary>The S3 server.</summary>
    public Task<S3Server> S3Async() => s3.Value;

    /// <summary>The broker's address.</summary>
    public async Task<string> BrokerAsync() => (await rabbitMq.Value).Address;

    public async ValueTask DisposeAsync()
    {
        await StopAsync(mongo);
        await StopAsync(s3);
        await StopAsync(rabbitMq);
    }

    private static async Task StopAsync<T>(Lazy<Task<T>> server)
        where T : IAsyncDisposable
    {
        // A server that did not start has failed every test that needed it.
        if (server.IsValueCreated && server.Value.IsCompletedSuccessfully)
        {
            await (await server.Value).DisposeAsync();
        }
    }
}
