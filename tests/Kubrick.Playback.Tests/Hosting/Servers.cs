using Kubrick.Playback.Tests.Hosting;
using Kubrick.Testing;

[assembly: AssemblyFixture(typeof(Servers))]

namespace Kubrick.Playback.Tests.Hosting;

/// <summary>The real database and the real broker, started once for all tests by the first test that needs them.</summary>
public sealed class Servers : IAsyncDisposable
{
    private readonly Lazy<Task<MongoServer>> mongo = new(() => MongoServer.StartAsync(CancellationToken.None));
    private readonly Lazy<Task<RabbitMqServer>> rabbitMq = new(() => RabbitMqServer.StartAsync(CancellationToken.None));
    private readonly Lazy<Task<RabbitMqServer>> quietRabbitMq = new(() => RabbitMqServer.StartAsync(CancellationToken.None));

    private readonly Lock gate = new();
    private Task<SharedReplica>? replica;

    /// <summary>A replica for tests that tolerate the data of other tests.</summary>
    internal Task<SharedReplica> ReplicaAsync()
    {
        lock (gate)
        {
            return replica ??= StartReplicaAsync();
        }
    }

    /// <summary>The connection string of a new database.</summary>
    public async Task<string> NewDatabaseAsync() => (await mongo.Value).NewDatabase();

    /// <summary>The broker's address.</summary>
    public async Task<string> BrokerAsync() => (await rabbitMq.Value).Address;

    /// <summary>The address of a broker without streams: every replica hears of the streams of all tests that publish on its broker.</summary>
    public async Task<string> QuietBrokerAsync() => (await quietRabbitMq.Value).Address;

    public async ValueTask DisposeAsync()
    {
        if (replica is { IsCompletedSuccessfully: true })
        {
            await (await replica).DisposeAsync();
        }

        await StopAsync(mongo);
        await StopAsync(rabbitMq);
        await StopAsync(quietRabbitMq);
    }

    private async Task<SharedReplica> StartReplicaAsync()
    {
        var world = await World.StartAsync(this);
        return new SharedReplica(world, PlaybackApp.Start(world));
    }

    private static async Task StopAsync<T>(Lazy<Task<T>> server)
        where T : IAsyncDisposable
    {
        // A server that failed to start has failed every test that needed it.
        if (server.IsValueCreated && server.Value.IsCompletedSuccessfully)
        {
            await (await server.Value).DisposeAsync();
        }
    }
}
