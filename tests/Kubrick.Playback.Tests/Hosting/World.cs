namespace Kubrick.Playback.Tests.Hosting;

/// <summary>What the replicas of one test share: database, queues, storage, and the service that knows the recordings.</summary>
internal sealed class World : IDisposable
{
    private World(string database, string broker)
    {
        Database = database;
        Broker = broker;
    }

    public string Database { get; }

    public string Broker { get; }

    /// <summary>The replicas take events from one queue, and other tests from theirs.</summary>
    public string Name { get; } = $"Kubrick.Playback.{Guid.NewGuid():N}";

    public string Storage { get; } = Directory.CreateTempSubdirectory("kubrick-playback-").FullName;

    public FakeRecordings Recordings { get; } = new();

    public static async Task<World> StartAsync(Servers servers)
    {
        var (database, broker) = (servers.NewDatabaseAsync(), servers.BrokerAsync());
        return new World(await database, await broker);
    }

    public void Dispose()
    {
        Recordings.Dispose();
        Directory.Delete(Storage, recursive: true);
    }
}
