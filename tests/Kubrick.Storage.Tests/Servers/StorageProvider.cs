namespace Kubrick.Storage.Tests.Servers;

/// <summary>A running provider, shared by the tests of a class; each test uses keys of its own.</summary>
public abstract class StorageProvider : IAsyncLifetime
{
    internal StorageHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
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
    internal override async Task<StorageHost> StartAsync() => await StorageHost.StartS3Async(await server.Endpoint);
}
