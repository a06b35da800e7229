using Kubrick.Testing;

[assembly: AssemblyFixture(typeof(Kubrick.Messaging.Tests.BrokerFixture))]

namespace Kubrick.Messaging.Tests;

/// <summary>One broker for all tests.</summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    private RabbitMqServer? server;

    public string Address => server!.Address;

    public async ValueTask InitializeAsync() => server = await RabbitMqServer.StartAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
