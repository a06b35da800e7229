using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Kubrick.ServiceDefaults.Logs;

/// <summary>
/// Append-only logs on RabbitMQ's stream queues: many may read one, each from where it likes, and reading takes nothing out.
/// </summary>
/// <remarks>Every member throws <see cref="BrokerUnreachableException"/>, <see cref="LogLostException"/> or <see cref="OperationInterruptedException"/> while the broker is away.</remarks>
public sealed class StreamLogs(BrokerConnection broker, TimeProvider clock)
{
    private const ushort NotFound = 404;

    /// <summary>Makes the log where there is none; one that is there stays as it is.</summary>
    public async Task DeclareAsync(string name, StreamLogRetention retention, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(retention);
        var arguments = new Dictionary<string, object?>
        {
            ["x-queue-type"] = "stream",
            ["x-stream-max-segment-size-bytes"] = retention.FileBytes,
        };
        if (retention.MaxBytes is { } maxBytes)
        {
            arguments["x-max-length-bytes"] = maxBytes;
        }

        await using var channel = await OpenChannelAsync(null, cancellationToken);
        await channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken);
    }

    /// <summary>Whether there is such a log.</summary>
    public async Task<bool> ExistsAsync(string name, CancellationToken cancellationToken)
    {
        await using var channel = await OpenChannelAsync(null, cancellationToken);
        try
        {
            await channel.QueueDeclarePassiveAsync(name, cancellationToken);
            return true;
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == NotFound)
        {
            return false;
        }
    }

    /// <summary>Removes a log with all that is in it. One that is not there counts as removed.</summary>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        await using var channel = await OpenChannelAsync(null, cancellationToken);
        await channel.QueueDeleteAsync(name, ifUnused: false, ifEmpty: false, cancellationToken: cancellationToken);
    }

    /// <summary>Opens a log to append to.</summary>
    /// <param name="name">The log.</param>
    /// <param name="window">How much may be under way to the broker unconfirmed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StreamLogMissingException">There is no such log.</exception>
    public async Task<StreamLogWriter> OpenWriterAsync(string name, StreamLogWindow window, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(window);
        if (!await ExistsAsync(name, cancellationToken))
        {
            throw new StreamLogMissingException(name);
        }

        // Not the client's own tracking: one confirm a call would mean one record at a time.
        var channel = await OpenChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false), cancellationToken);
        return new StreamLogWriter(name, channel, window, clock);
    }

    /// <summary>Opens a log to read. Records come in order, and wait for the reader: no more than <paramref name="prefetch"/> of them in memory, and about 16 MiB.</summary>
    /// <exception cref="StreamLogMissingException">There is no such log.</exception>
    public async Task<StreamLogReader> OpenReaderAsync(string name, StreamLogStart start, ushort prefetch, CancellationToken cancellationToken)
    {
        var channel = await OpenChannelAsync(null, cancellationToken);
        var reader = new StreamLogReader(name, channel, prefetch);
        try
        {
            await reader.StartAsync(start, cancellationToken);
            return reader;
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == NotFound)
        {
            await reader.DisposeAsync();
            throw new StreamLogMissingException(name, exception);
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    private async Task<IChannel> OpenChannelAsync(CreateChannelOptions? options, CancellationToken cancellationToken)
    {
        var connection = await broker.GetAsync(cancellationToken);
        return await connection.CreateChannelAsync(options, cancellationToken);
    }
}
