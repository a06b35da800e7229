using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Testing;

[assembly: AssemblyFixture(typeof(Servers))]

namespace Kubrick.Recordings.Tests.Hosting;

/// <summary>The real database and the real broker, started once for all tests.</summary>
public sealed class Servers : IAsyncLifetime
{
    public MongoServer Mongo { get; private set; } = null!;

    public RabbitMqServer RabbitMq { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var mongo = MongoServer.StartAsync(TestContext.Current.CancellationToken);
        var rabbitMq = RabbitMqServer.StartAsync(TestContext.Current.CancellationToken);
        await Task.WhenAll(mongo, rabbitMq);
        Mongo = await mongo;
        RabbitMq = await rabbitMq;
    }

    public async ValueTask DisposeAsync()
    {
        await (Mongo?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (RabbitMq?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
