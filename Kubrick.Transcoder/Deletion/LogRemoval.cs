using System.Globalization;
using System.Text.Json;
using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Messaging;
using Kubrick.StreamLogs;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Kubrick.Transcoder.Deletion;

/// <summary>
/// Schedules the removal of a stream's logs some time after its end. The broker keeps the time, in a queue that dead-letters its messages when they expire, so that no worker has
/// to live that long.
/// </summary>
internal sealed class LogRemoval(BrokerConnection broker, IOptions<TranscoderOptions> options)
{
    /// <summary>Declares the two queues.</summary>
    public static async Task DeclareAsync(IChannel channel, CancellationToken cancellationToken)
    {
        await channel.QueueDeclareAsync(LogNames.RemovalQueue, durable: true, exclusive: false, autoDelete: false, cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(
            LogNames.RemovalDelayQueue,
            durable: true,
            exclusive: false,
            autoDelete: false,
            new Dictionary<string, object?> { ["x-dead-letter-exchange"] = "", ["x-dead-letter-routing-key"] = LogNames.RemovalQueue },
            cancellationToken: cancellationToken);
    }

    /// <summary>Parses a message of the queue; null when it is malformed.</summary>
    public static RemoveStreamLogs? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<RemoveStreamLogs>(body, JsonSerializerOptions.Web) is { RecordingId.Length: > 0 } message ? message : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Schedules the removal; returns when the broker has confirmed it.</summary>
    /// <param name="recordingId">The recording.</param>
    /// <param name="isDeleted">Whether it was deleted: then the stream's objects are removed, too.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task ScheduleAsync(string recordingId, bool isDeleted, CancellationToken cancellationToken)
    {
        var connection = await broker.GetAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
        await DeclareAsync(channel, cancellationToken);
        var properties = new BasicProperties
        {
            ContentType = "application/json",
            Persistent = true,
            Expiration = ((long)options.Value.RemovalDelay.TotalMilliseconds).ToString(CultureInfo.InvariantCulture),
        };
        TraceHeaders.Write(properties);
        var body = JsonSerializer.SerializeToUtf8Bytes(new RemoveStreamLogs(recordingId, isDeleted), JsonSerializerOptions.Web);
        await channel.BasicPublishAsync("", LogNames.RemovalDelayQueue, mandatory: true, properties, body, cancellationToken);
    }
}
