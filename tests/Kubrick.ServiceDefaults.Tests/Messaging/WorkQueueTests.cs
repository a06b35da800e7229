using Kubrick.ServiceDefaults.Messaging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Kubrick.ServiceDefaults.Tests.Messaging;

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
    public void A_broker_is_told_what_it_understands_and_nothing_that_it_refuses(string version, long? holdingMs, long? deliveryLimit)
    {
        var expected = new Dictionary<string, object?> { ["x-queue-type"] = "quorum" };
        if (holdingMs is { } ms)
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
    public async Task The_queue_is_made_once_and_found_again_and_consumers_may_say_how_long_they_hold_a_message()
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
    public async Task A_queue_that_is_there_with_other_arguments_is_used_as_it_is_and_what_the_broker_says_is_told()
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
