using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Kubrick.Messaging.Tests;

public sealed class WorkQueueTests(BrokerFixture broker)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("3.10.8", null, null)]
    [InlineData("3.12.0", 2_592_000_000L, null)]
    [InlineData("3.13.7", 2_592_000_000L, null)]
    [InlineData("4.0.0", 2_592_000_000L, -1L)]
    [InlineData("4.1.0-rc.1", 2_592_000_000L, -1L)]
    [InlineData("4.1.0+12.gabcdef", 2_592_000_000L, -1L)]
    [InlineData("10.2.0", 2_592_000_000L, -1L)]
    [InlineData("nonsense", null, null)]
    [InlineData("", null, null)]
    public void The_queue_has_only_arguments_that_the_brokers_version_accepts(string version, long? consumerTimeoutMs, long? deliveryLimit)
    {
        var expected = new Dictionary<string, object?> { ["x-queue-type"] = "quorum" };
        if (consumerTimeoutMs is { } ms)
        {
            expected["x-consumer-timeout"] = ms;
        }

        if (deliveryLimit is { } limit)
        {
            expected["x-delivery-limit"] = limit;
        }

        Assert.Equal(expected, WorkQueue.ArgumentsFor(WorkQueue.ReadVersion(version)));
    }

    [Fact]
    public async Task The_queue_can_be_declared_twice_and_consumers_may_set_a_timeout()
    {
        await using var connection = await ConnectAsync();
        var name = "work-" + Guid.NewGuid().ToString("N");
        Assert.True(WorkQueue.VersionOf(connection) > new Version(3, 0));
        Assert.Null(await WorkQueue.DeclareAsync(connection, name, Stop));
        Assert.Null(await WorkQueue.DeclareAsync(connection, name, Stop));
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Stop);
        Assert.IsType<long>(WorkQueue.ConsumerArguments["x-consumer-timeout"]);
        await channel.BasicConsumeAsync(
            name, autoAck: false, "", noLocal: false, exclusive: false, WorkQueue.ConsumerArguments, new AsyncEventingBasicConsumer(channel), Stop);
        Assert.Equal(1u, await channel.ConsumerCountAsync(name, Stop));
    }

    [Fact]
    public async Task An_existing_queue_with_other_arguments_is_used_and_reported()
    {
        await using var connection = await ConnectAsync();
        var name = "work-" + Guid.NewGuid().ToString("N");
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Stop);
        await channel.QueueDeclareAsync(
            name, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = 5L }, cancellationToken: Stop);
        Assert.Contains("x-delivery-limit", await WorkQueue.DeclareAsync(connection, name, Stop), StringComparison.Ordinal);
        Assert.True(channel.IsOpen);
    }

    private Task<IConnection> ConnectAsync() => new ConnectionFactory { Uri = new Uri(broker.Address) }.CreateConnectionAsync(Stop);
}
