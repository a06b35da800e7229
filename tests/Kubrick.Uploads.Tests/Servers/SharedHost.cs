namespace Kubrick.Uploads.Tests.Servers;

/// <summary>One service for the tests of a class; each test has recordings of its own.</summary>
public sealed class SharedHost : IAsyncLifetime
{
    internal UploadsHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await UploadsHost.StartAsync();

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
