using Kubrick.Testing.Gcs;

namespace Kubrick.Storage.Tests.Servers;

/// <summary>A running provider, shared by the tests of a class; each test uses keys of its own.</summary>
public abstract class StorageProvider : IAsyncLifetime
{
    /// <summary>Null if it did not start.</summary>
    internal StorageHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await StartAsync();

    public virtual async ValueTask DisposeAsync()
    {
        if (Host is not null)
        {
            await Host.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    internal abstract Task<StorageHost> StartAsync();
}

public sealed class LocalProvider : StorageProvider
{
    internal override Task<StorageHost> StartAsync() => StorageHost.StartLocalAsync();
}

public sealed class S3Provider(RadosGateway server) : StorageProvider
{
    internal override async Task<StorageHost> StartAsync() => ExternalBucket.Find("s3") is { } external
        ? await StorageHost.StartExternalAsync(external)
        : await StorageHost.StartS3Async(await server.Endpoint);
}

public sealed class GcpProvider : StorageProvider
{
    private GcsStub? stub;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (stub is not null)
        {
            await stub.DisposeAsync();
        }
    }

    internal override async Task<StorageHost> StartAsync()
    {
        if (ExternalBucket.Find("gcp") is { } external)
        {
            return await StorageHost.StartExternalAsync(external);
        }

        stub = await GcsStub.StartAsync(TestContext.Current.CancellationToken);
        stub.AddBucket("storage-tests");
        return await StorageHost.StartGcpAsync(stub);
    }
}
