using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Publishing;
using Kubrick.StreamLogs;
using Kubrick.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Ingest.Tests.Publishing;

public sealed class TranscodeQueueTests
{
    [Fact]
    public async Task The_first_streams_of_a_new_system_may_start_simultaneously()
    {
        var stop = TestContext.Current.CancellationToken;
        // A broker of its own: the queue must not exist yet.
        await using var broker = await RabbitMqServer.StartAsync(stop);
        var replicas = Enumerable.Range(0, 8).Select(_ => Replica(broker.Address)).ToList();
        await Task.WhenAll(replicas.Select(replica => replica.Services.GetRequiredService<BrokerConnection>().GetAsync(stop)));
        await Task.WhenAll(replicas.Select((replica, i) => replica.Services.GetRequiredService<TranscodeQueue>().SendAsync(
            new TranscodeStream($"{i:000000000000000000000000}", DateTimeOffset.UnixEpoch, 1, "video/webm", "720p", DateTimeOffset.UnixEpoch), stop)));

        var connection = await replicas[0].Services.GetRequiredService<BrokerConnection>().GetAsync(stop);
        await using (var channel = await connection.CreateChannelAsync(cancellationToken: stop))
        {
            await Eventually.TrueAsync("all messages are queued", async () => await channel.MessageCountAsync("transcode-stream", stop) >= 8, stop);
        }

        foreach (var replica in replicas)
        {
            await replica.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_queue_with_other_arguments_accepts_streams_as_well()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var broker = await RabbitMqServer.StartAsync(stop);
        await using var replica = Replica(broker.Address);
        var connection = await replica.Services.GetRequiredService<BrokerConnection>().GetAsync(stop);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stop);
        await channel.QueueDeclareAsync(
            "transcode-stream", durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = 5L }, cancellationToken: stop);
        await replica.Services.GetRequiredService<TranscodeQueue>().SendAsync(
            new TranscodeStream($"{1:000000000000000000000000}", DateTimeOffset.UnixEpoch, 1, "video/webm", "720p", DateTimeOffset.UnixEpoch), stop);
        await Eventually.TrueAsync("the message is queued", async () => await channel.MessageCountAsync("transcode-stream", stop) == 1, stop);
    }

    private static WebApplication Replica(string address)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:messaging", address)]);
        builder.AddStreamLogs("messaging");
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<TranscodeQueue>();
        return builder.Build();
    }
}
