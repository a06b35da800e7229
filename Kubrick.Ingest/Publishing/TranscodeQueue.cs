using System.Text.Json;
using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.ServiceDefaults.Messaging;
using Kubrick.StreamLogs;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Kubrick.Ingest.Publishing;

/// <summary>The queue in which streams wait for a worker.</summary>
internal sealed class TranscodeQueue(BrokerConnection broker, TimeProvider clock)
{
    private const int MostAttempts = 20;

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks for a worker; the broker has the message safe when this returns.</summary>
    public async Task SendAsync(TranscodeStream message, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(message, JsonSerializerOptions.Web);
        for (var attempt = 1; !await TrySendAsync(body, attempt == MostAttempts, cancellationToken); attempt++)
        {
            await Task.Delay(RetryPause, clock, cancellationToken);
        }
    }

    /// <summary>
    /// A quorum queue that several make at the same moment, or that is choosing its leader, refuses messages for a short while.
    /// </summary>
    private async Task<bool> TrySendAsync(byte[] body, bool isLast, CancellationToken cancellationToken)
    {
        var connection = await broker.GetAsync(cancellationToken);
        // Whoever comes first makes it; a worker tells of one that is not as it should be.
        await WorkQueue.DeclareAsync(connection, LogNames.TranscodeQueue, cancellationToken);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
        var properties = new BasicProperties { Persistent = true, ContentType = "application/json" };
        try
        {
            // Tracked and mandatory: it throws where the broker did not confirm, or had nowhere to put it.
            await channel.BasicPublishAsync("", LogNames.TranscodeQueue, mandatory: true, properties, body, cancellationToken);
            return true;
        }
        catch (PublishException) when (!isLast)
        {
            return false;
        }
    }
}
