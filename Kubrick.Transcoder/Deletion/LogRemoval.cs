using System.Globalization;
using System.Text.Json;
using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.StreamLogs;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Kubrick.Transcoder.Deletion;

/// <summary>
/// Has the logs of a stream removed a while after its end. The broker keeps the time, in a queue that hands its messages on when they are old enough, so that no
/// worker has to live so long.
/// </summary>
internal sealed class LogRemoval(BrokerConnection broker, IOptions<TranscoderOptions> options)
{
    /// <summary>Makes the two queues where they are not there yet.</summary>
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

    /// <summary>Reads a message of the queue; null where it is none.</summary>
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

    /// <summary>Asks for the removal; answers when the broker has it.</summary>
    /// <param name="recordingId">The recording.</param>
    /// <param name="isDeleted">Whether it was deleted: then all else of the stream goes with the logs.</param>
    /// <param name="cancellationToken">Gives up.</param>
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
        var body = JsonSerializer.SerializeToUtf8Bytes(new RemoveStreamLogs(recordingId, isDeleted), JsonSerializerOptions.Web);
        await channel.BasicPublishAsync("", LogNames.RemovalDelayQueue, mandatory: true, properties, body, cancellationToken);
    }
}
