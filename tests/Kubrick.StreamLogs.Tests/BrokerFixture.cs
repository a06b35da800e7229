using Kubrick.Testing;

[assembly: AssemblyFixture(typeof(Kubrick.StreamLogs.Tests.BrokerFixture))]

namespace Kubrick.StreamLogs.Tests;

/// <summary>One broker for all tests.</summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    private RabbitMqServer? server;

    public string Address => server!.Address;

    public int Port => new Uri(Address).Port;

    public string AddressAt(int port) => new UriBuilder(Address) { Port = port }.Uri.ToString();

    public async ValueTask InitializeAsync() => server = await RabbitMqServer.StartAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
