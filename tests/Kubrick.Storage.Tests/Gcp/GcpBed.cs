using Kubrick.Storage.Tests.Servers;
using Kubrick.Testing.Gcs;

namespace Kubrick.Storage.Tests.Gcp;

/// <summary>A stub of its own for each test, with the provider: for failures, and for what the stub has seen.</summary>
public abstract class GcpBed : IAsyncLifetime
{
    protected const int PartBytes = 256 << 10;
    protected const string Bucket = "storage-tests";

    protected GcsStub Stub { get; private set; } = null!;

    internal StorageHost Storage { get; private set; } = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Stub = await GcsStub.StartAsync(Cancel);
        Stub.AddBucket(Bucket);
        Storage = await StorageHost.StartGcpAsync(Stub);
    }

    public async ValueTask DisposeAsync()
    {
        await Storage.DisposeAsync();
        await Stub.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Fails the first requests that match.</summary>
    protected void Fail(int times, Func<GcsRequest, bool> matches, GcsFault fault)
    {
        var left = times;
        Stub.Fault = request => matches(request) && Interlocked.Decrement(ref left) >= 0 ? fault : null;
    }

    protected int Count(Func<GcsRequest, bool> matches) => Stub.Requests.Count(matches);
}
