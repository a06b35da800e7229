using System.Text.Json;
using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Messaging;
using Kubrick.StreamLogs;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Kubrick.Ingest.Publishing;

/// <summary>The queue in which streams wait for a worker.</summary>
internal sealed class TranscodeQueue(BrokerConnection broker, TimeProvider clock)
{
    private const int MaxAttempts = 20;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>Requests a worker; the message is durable when this returns.</summary>
    public async Task SendAsync(TranscodeStream message, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(message, JsonSerializerOptions.Web);
        for (var attempt = 1; !await TrySendAsync(body, attempt == MaxAttempts, cancellationToken); attempt++)
        {
            await Task.Delay(RetryDelay, clock, cancellationToken);
        }
    }

    /// <summary>False when the queue refuses the message: for a short while after several replicas declared it at once, or while it elects a leader.</summary>
    private async Task<bool> TrySendAsync(byte[] body, bool isLast, CancellationToken cancellationToken)
    {
        var connection = await broker.GetAsync(cancellationToken);
        // The first caller creates it; a worker reports a queue with wrong arguments.
        await WorkQueue.DeclareAsync(connection, LogNames.TranscodeQueue, cancellationToken);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
        var properties = new BasicProperties { Persistent = true, ContentType = "application/json" };
        TraceHeaders.Write(properties);
        try
        {
            // Tracked and mandatory: throws when the broker did not confirm the message, or could not route it.
            await channel.BasicPublishAsync("", LogNames.TranscodeQueue, mandatory: true, properties, body, cancellationToken);
            return true;
        }
        catch (PublishException) when (!isLast)
        {
            return false;
        }
    }
}
