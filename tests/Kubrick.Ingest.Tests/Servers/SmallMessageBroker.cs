using Kubrick.Testing;

namespace Kubrick.Ingest.Tests.Servers;

/// <summary>A broker that accepts smaller messages than Ingest accepts frames.</summary>
public sealed class SmallMessageBroker : IAsyncLifetime
{
    /// <summary>The largest message in bytes.</summary>
    public const int MaxMessageBytes = 50_000;

    private RabbitMqServer? server;

    public string Address => server!.Address;

    public async ValueTask InitializeAsync() => server = await RabbitMqServer.StartAsync(MaxMessageBytes, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
