using Kubrick.Testing;

namespace Kubrick.Transcoder.Tests.Workers;

/// <summary>A broker for tests of workers, and an observer of their events.</summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    private RabbitMqServer? server;
    private Observer? observer;

    public string Address => server!.Address;

    public int Port => new Uri(Address).Port;

    internal Observer Observer => observer!;

    public string AddressAt(int port) => new UriBuilder(Address) { Port = port }.Uri.ToString();

    public async ValueTask InitializeAsync()
    {
        server = await RabbitMqServer.StartAsync(TestContext.Current.CancellationToken);
        observer = await Observer.StartAsync(Address);
    }

    public async ValueTask DisposeAsync()
    {
        if (observer is not null)
        {
            await observer.DisposeAsync();
        }

        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }
}
