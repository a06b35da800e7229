using System.Security.Cryptography;
using Kubrick.Contracts.Logs;
using Kubrick.Ingest.Tests.Servers;

namespace Kubrick.Ingest.Tests.Recorders;

/// <summary>A test with other services, replicas and frames.</summary>
public abstract class SocketTest(BrokerFixture broker) : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> mine = [];

    internal BrokerFixture Broker => broker;

    internal EventBus Bus => broker.Bus;

    internal FakeNeighbours Neighbours { get; private set; } = null!;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Neighbours = await FakeNeighbours.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var thing in Enumerable.Reverse(mine))
        {
            await thing.DisposeAsync();
        }

        await Neighbours.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal static byte[][] Frames(int count, int size = 1000) => [.. Enumerable.Range(0, count).Select(i => RandomNumberGenerator.GetBytes(size + i))];

    internal static void SameBytes(IEnumerable<byte[]> sent, IEnumerable<(ChunkHeader Header, byte[] Bytes)> log)
    {
        // Like every reader: a repeated sequence is dropped.
        var data = log.Where(record => record.Header.Kind == ChunkKind.Data).DistinctBy(record => record.Header.Sequence).ToList();
        Assert.Equal(Enumerable.Range(0, data.Count).Select(i => (long)i), data.Select(record => record.Header.Sequence));
        Assert.Equal(Hash(sent), Hash(data.Select(record => record.Bytes)));
    }

    internal async Task<IngestHost> StartAsync(params (string Name, string Value)[] settings) => Mine(await IngestHost.StartAsync(broker.Address, Neighbours, settings));

    internal async Task<RecorderClient> ConnectAsync(IngestHost host) => Mine(await host.ConnectAsync());

    internal T Mine<T>(T thing)
        where T : IAsyncDisposable
    {
        mine.Add(thing);
        return thing;
    }

    private static string Hash(IEnumerable<byte[]> parts) => Convert.ToHexString(SHA256.HashData([.. parts.SelectMany(part => part)]));
}
