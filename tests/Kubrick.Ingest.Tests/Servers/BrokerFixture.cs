using Kubrick.Testing;

[assembly: AssemblyFixture(typeof(Kubrick.Ingest.Tests.Servers.BrokerFixture))]

namespace Kubrick.Ingest.Tests.Servers;

/// <summary>One broker for all tests of the suite, with a bus of the tests' own on it.</summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    private RabbitMqServer? server;
    private EventBus? bus;

    public string Address => server!.Address;

    public int Port => new Uri(Address).Port;

    /// <summary>The other services on the bus.</summary>
    internal EventBus Bus => bus!;

    public string AddressAt(int port) => new UriBuilder(Address) { Port = port }.Uri.ToString();

    public async ValueTask InitializeAsync()
    {
        server = await RabbitMqServer.StartAsync(TestContext.Current.CancellationToken);
        bus = await EventBus.StartAsync(Address);
    }

    public async ValueTask DisposeAsync()
    {
        if (bus is not null)
        {
            await bus.DisposeAsync();
        }

        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }
}
