namespace Kubrick.Playback.Tests.Hosting;

/// <summary>What the replicas of one test share: database, queues, storage, and the fake of Recordings.</summary>
internal sealed class World : IDisposable
{
    private World(string database, string broker)
    {
        Database = database;
        Broker = broker;
    }

    public string Database { get; }

    public string Broker { get; }

    /// <summary>The application name: the replicas of a test share one queue of events, apart from those of other tests.</summary>
    public string Name { get; } = $"Kubrick.Playback.{Guid.NewGuid():N}";

    public string Storage { get; } = Directory.CreateTempSubdirectory("kubrick-playback-").FullName;

    public FakeTicketApi Recordings { get; } = new();

    public static Task<World> StartAsync(Servers servers) => StartAsync(servers, servers.BrokerAsync());

    /// <summary>A world whose replicas know only the streams that the test gives them: for lists and totals of all streams.</summary>
    public static Task<World> StartQuietAsync(Servers servers) => StartAsync(servers, servers.QuietBrokerAsync());

    public void Dispose()
    {
        Recordings.Dispose();
        Directory.Delete(Storage, recursive: true);
    }

    private static async Task<World> StartAsync(Servers servers, Task<string> broker)
    {
        var database = servers.NewDatabaseAsync();
        return new World(await database, await broker);
    }
}
