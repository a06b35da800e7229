using System.Globalization;
using System.Text.Json;
using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Processing;
using Kubrick.Contracts.Recordings;
using Kubrick.Messaging;
using Kubrick.StreamLogs;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Kubrick.Transcoder.Processing;

/// <summary>
/// The queue in which recordings wait to be processed, and the one in which further attempts wait until they are due: the broker keeps the time, so that no worker has to live
/// that long.
/// </summary>
internal sealed class ProcessingQueue(BrokerConnection broker, IOptions<TranscoderOptions> options)
{
    /// <summary>Declares both queues.</summary>
    /// <returns>The broker's objection when the queue exists with other arguments, and is used as it is; else null.</returns>
    public static async Task<string?> DeclareAsync(IConnection connection, CancellationToken cancellationToken)
    {
        var objection = await WorkQueue.DeclareAsync(connection, LogNames.ProcessQueue, cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(
            LogNames.ProcessDelayQueue,
            durable: true,
            exclusive: false,
            autoDelete: false,
            new Dictionary<string, object?> { ["x-dead-letter-exchange"] = "", ["x-dead-letter-routing-key"] = LogNames.ProcessQueue },
            cancellationToken: cancellationToken);
        return objection;
    }

    /// <summary>Parses a message of the queue; null when it is malformed.</summary>
    public static ProcessRecording? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            // The id becomes part of names and keys.
            return JsonSerializer.Deserialize<ProcessRecording>(body, JsonSerializerOptions.Web) is { Generation: > 0, Attempt: > 0 } message
                && RecordingId.TryParse(message.RecordingId, out var id) && id.Value == message.RecordingId
                ? message
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Requests a worker; the message is durable when this returns.</summary>
    public Task SendAsync(ProcessRecording message, CancellationToken cancellationToken) => PublishAsync(LogNames.ProcessQueue, message, null, cancellationToken);

    /// <summary>Requests a worker for later; the message is durable when this returns.</summary>
    public Task SendLaterAsync(ProcessRecording message, CancellationToken cancellationToken) =>
        PublishAsync(LogNames.ProcessDelayQueue, message, options.Value.ProcessingRetryDelay, cancellationToken);

    private async Task PublishAsync(string queue, ProcessRecording message, TimeSpan? delay, CancellationToken cancellationToken)
    {
        var connection = await broker.GetAsync(cancellationToken);
        await DeclareAsync(connection, cancellationToken);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
        var properties = new BasicProperties { ContentType = "application/json", Persistent = true };
        if (delay is { } time)
        {
            properties.Expiration = ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        }

        TraceHeaders.Write(properties);
        var body = JsonSerializer.SerializeToUtf8Bytes(message, JsonSerializerOptions.Web);
        // Tracked and mandatory: throws when the broker did not confirm the message, or could not route it.
        await channel.BasicPublishAsync("", queue, mandatory: true, properties, body, cancellationToken);
    }
}
