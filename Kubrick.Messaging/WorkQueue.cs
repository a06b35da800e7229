using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Kubrick.Messaging;

/// <summary>
/// A quorum queue whose messages represent work of many hours: the worker keeps its message unacknowledged until the work is done. By default brokers redeliver a message
/// that stays unacknowledged for too long, and newer ones drop a message that was requeued too often; neither may happen here. <c>docs/broker.md</c> lists the settings that an
/// external broker needs.
/// </summary>
public static class WorkQueue
{
    private const ushort PreconditionFailed = 406;

    /// <summary>Longer than any work, in milliseconds.</summary>
    private const long ConsumerTimeoutMs = 30L * 24 * 60 * 60 * 1000;

    /// <summary>The first version with a consumer timeout per queue.</summary>
    private static readonly Version ConsumerTimeoutPerQueue = new(3, 12);

    /// <summary>The first version with a default delivery limit. Older versions reject a queue that disables it.</summary>
    private static readonly Version DefaultDeliveryLimit = new(4, 0);

    /// <summary>
    /// The arguments of a consumer, which set its timeout. In the newest brokers they take precedence over the queue's arguments; older brokers ignore them.
    /// </summary>
    public static IDictionary<string, object?> ConsumerArguments => new Dictionary<string, object?> { ["x-consumer-timeout"] = ConsumerTimeoutMs };

    /// <summary>Whether the broker supports a consumer timeout per queue; if not, its own configuration applies.</summary>
    public static bool SupportsConsumerTimeout(IConnection connection) => VersionOf(connection) >= ConsumerTimeoutPerQueue;

    /// <summary>The broker's version; 0.0 when it is unknown.</summary>
    public static Version VersionOf(IConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection.ServerProperties is { } properties && properties.TryGetValue("version", out var value) && value is byte[] text
            ? ReadVersion(Encoding.UTF8.GetString(text))
            : new Version(0, 0);
    }

    /// <summary>Reads a version such as <c>4.1.0-rc.1</c>; 0.0 when the text is not one.</summary>
    public static Version ReadVersion(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var number = string.Concat(text.TakeWhile(character => char.IsAsciiDigit(character) || character == '.'));
        return Version.TryParse(number, out var version) ? version : new Version(0, 0);
    }

    /// <summary>The queue's arguments for a broker's version.</summary>
    public static IDictionary<string, object?> ArgumentsFor(Version broker)
    {
        var arguments = new Dictionary<string, object?> { ["x-queue-type"] = "quorum" };
        if (broker >= ConsumerTimeoutPerQueue)
        {
            arguments["x-consumer-timeout"] = ConsumerTimeoutMs;
        }

        if (broker >= DefaultDeliveryLimit)
        {
            arguments["x-delivery-limit"] = -1L;
        }

        return arguments;
    }

    /// <summary>Declares the queue.</summary>
    /// <returns>Null on success; the broker's error when a queue with the same name and other arguments exists, which is used as it is.</returns>
    /// <exception cref="OperationInterruptedException">The queue could not be created and does not exist.</exception>
    public static async Task<string?> DeclareAsync(IConnection connection, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        try
        {
            // A separate channel: the broker closes it on an error.
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await channel.QueueDeclareAsync(
                name, durable: true, exclusive: false, autoDelete: false, ArgumentsFor(VersionOf(connection)), cancellationToken: cancellationToken);
            return null;
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == PreconditionFailed)
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await channel.QueueDeclarePassiveAsync(name, cancellationToken);
            return exception.ShutdownReason.ReplyText;
        }
    }
}
