using RabbitMQ.Client.Events;

namespace Kubrick.Transcoder.Queues;

/// <summary>A message of a queue.</summary>
/// <param name="Body">Its bytes.</param>
/// <param name="IsRedelivered">Whether it was delivered before.</param>
/// <param name="Returns">How often it came back to the queue, as far as the broker counts it (quorum queues do).</param>
internal sealed record QueueMessage(byte[] Body, bool IsRedelivered, long Returns)
{
    private const string ReturnsHeader = "x-delivery-count";

    /// <summary>Copies a delivery, whose buffer the client reuses.</summary>
    public static QueueMessage Copy(BasicDeliverEventArgs delivery) =>
        new(delivery.Body.ToArray(), delivery.Redelivered, ReadReturns(delivery.BasicProperties.Headers));

    private static long ReadReturns(IDictionary<string, object?>? headers) => headers?.TryGetValue(ReturnsHeader, out var value) == true
        ? value switch
        {
            long count => count,
            int count => count,
            _ => 0,
        }
        : 0;
}
