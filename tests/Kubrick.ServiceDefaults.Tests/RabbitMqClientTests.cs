using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Kubrick.ServiceDefaults.Tests;

public sealed class RabbitMqClientTests(BrokerFixture broker)
{
    [Fact]
    public async Task The_client_of_a_connection_name_reaches_the_broker_and_tells_its_service()
    {
        await using var service = await RunningService.StartAsync(
            _ => { },
            builder => builder.AddRabbitMqClient("messaging"),
            $"--ConnectionStrings:messaging={broker.Address}");
        await using var connection = await service.Services.GetRequiredService<IConnectionFactory>().CreateConnectionAsync(TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        var queue = await channel.QueueDeclareAsync("", cancellationToken: TestContext.Current.CancellationToken);
        Assert.NotEmpty(queue.QueueName);
        Assert.NotEmpty(connection.ClientProvidedName!);
    }
}
