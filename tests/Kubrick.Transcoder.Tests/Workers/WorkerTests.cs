using Kubrick.Storage;

namespace Kubrick.Transcoder.Tests.Workers;

/// <summary>The base of tests of workers. Workers consume one queue, so one test runs at a time on each broker.</summary>
public abstract class WorkerTests(BrokerFixture broker) : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), "kubrick-transcoder-" + Guid.NewGuid().ToString("N"));

    protected BrokerFixture Broker { get; } = broker;

    protected string Folder => folder;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal Observer Observer => Broker.Observer;

    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        GC.SuppressFinalize(this);
    }

    internal WorkerHost StartWorker(params (string Name, string Value)[] settings) => WorkerHost.Start(Broker.Address, folder, settings);

    internal WorkerHost StartWorker(Action<string> beforeStoring) => WorkerHost.Start(Broker.Address, folder, beforeStoring);

    internal StoredStream Stored(PublishedStream stream, StorageKeys? keys = null) => new(folder, stream.Id, keys);
}
