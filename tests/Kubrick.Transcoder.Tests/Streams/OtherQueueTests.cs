using Kubrick.Contracts.Logs;
using Kubrick.Testing;
using Kubrick.Transcoder.Tests.Workers;
using RabbitMQ.Client;

namespace Kubrick.Transcoder.Tests.Streams;

[Collection(FirstBroker.Name)]
public sealed class OtherQueueTests(BrokerFixture broker) : WorkerTests(broker)
{
    [Fact]
    public async Task A_queue_with_other_arguments_is_used_and_its_faults_are_logged()
    {
        // A broker of its own, because the other tests need the queue as it should be.
        await using var server = await RabbitMqServer.StartAsync(Cancel);
        await using var connection = await new ConnectionFactory { Uri = new Uri(server.Address) }.CreateConnectionAsync(Cancel);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
        await channel.QueueDeclareAsync(
            LogNames.TranscodeQueue,
            durable: true,
            exclusive: false,
            autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = 5L },
            cancellationToken: Cancel);
        await using var worker = WorkerHost.Start(server.Address, Folder);
        await Eventually.TrueAsync("it takes streams", async () => await channel.ConsumerCountAsync(LogNames.TranscodeQueue, Cancel) == 1, Cancel);
        Assert.Contains(worker.Log, line => line.Contains("Queue has other arguments", StringComparison.Ordinal) && line.Contains("x-delivery-limit", StringComparison.Ordinal));
    }
}
