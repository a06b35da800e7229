using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Kubrick.ServiceDefaults.Messaging;

/// <summary>
/// A quorum queue whose messages stand for work that takes hours: whoever does it holds the message unacknowledged all the while. Brokers take a message away that is
/// held for too long, and newer ones drop one that came back too often; here neither may happen. <c>docs/broker.md</c> lists what other brokers need.
/// </summary>
public static class WorkQueue
{
    private const ushort PreconditionFailed = 406;

    /// <summary>Longer than any work, in ms.</summary>
    private const long LongestWorkMs = 30L * 24 * 60 * 60 * 1000;

    /// <summary>The first broker that lets a queue say for how long its messages may be held.</summary>
    private static readonly Version HeedsQueues = new(3, 12);

    /// <summary>The first broker that drops what came back too often, where the queue does not forbid it. Older ones refuse a queue that does.</summary>
    private static readonly Version DropsMessages = new(4, 0);

    /// <summary>
    /// Whoever takes from the queue asks with them to keep its messages as long as the work lasts. The newest brokers heed that before anything else, also where the
    /// queue was made with other arguments; all others pass it over.
    /// </summary>
    public static IDictionary<string, object?> ConsumerArguments => new Dictionary<string, object?> { ["x-consumer-timeout"] = LongestWorkMs };

    /// <summary>Whether a broker lets the queue say for how long its messages may be held; for others only its own configuration counts.</summary>
    public static bool IsHoldingTimeOurs(IConnection connection) => VersionOf(connection) >= HeedsQueues;

    /// <summary>The broker's version, as far as it can be told.</summary>
    public static Version VersionOf(IConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection.ServerProperties is { } properties && properties.TryGetValue("version", out var value) && value is byte[] text
            ? ReadVersion(Encoding.UTF8.GetString(text))
            : new Version(0, 0);
    }

    /// <summary>Reads a version such as <c>4.1.0-rc.1</c>; 0.0 where it is none.</summary>
    public static Version ReadVersion(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var number = string.Concat(text.TakeWhile(character => char.IsAsciiDigit(character) || character == '.'));
        return Version.TryParse(number, out var version) ? version : new Version(0, 0);
    }

    /// <summary>The queue's arguments with a broker of a version.</summary>
    public static IDictionary<string, object?> ArgumentsFor(Version broker)
    {
        var arguments = new Dictionary<string, object?> { ["x-queue-type"] = "quorum" };
        if (broker >= HeedsQueues)
        {
            arguments["x-consumer-timeout"] = LongestWorkMs;
        }

        if (broker >= DropsMessages)
        {
            arguments["x-delivery-limit"] = -1L;
        }

        return arguments;
    }

    /// <summary>Makes the queue where there is none.</summary>
    /// <returns>Null where it is as it should be; else what the broker says against it: a queue of that name is there with other arguments, and is used as it is.</returns>
    /// <exception cref="OperationInterruptedException">The queue could not be made, and is not there.</exception>
    public static async Task<string?> DeclareAsync(IConnection connection, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        try
        {
            // On a channel of its own: a broker that refuses closes it.
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
