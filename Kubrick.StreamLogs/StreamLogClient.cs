using System.Runtime.CompilerServices;
using Kubrick.Contracts.Logs;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Kubrick.StreamLogs;

/// <summary>
/// Append-only logs on RabbitMQ's stream queues: any number of readers, each from its own offset, and reading removes nothing.
/// </summary>
/// <remarks>Every member throws <see cref="BrokerUnreachableException"/>, <see cref="LogLostException"/> or <see cref="OperationInterruptedException"/> while the broker is unavailable.</remarks>
/// <param name="broker">The connection of everything but readers.</param>
/// <param name="readers">The connection of readers, so that one that costs its connection costs no writer.</param>
/// <param name="clock">Watches the confirms.</param>
public sealed class StreamLogClient(BrokerConnection broker, [FromKeyedServices(StreamLogClient.ReadersKey)] BrokerConnection readers, TimeProvider clock)
{
    /// <summary>The key of the readers' connection among the services.</summary>
    public const string ReadersKey = "stream-log-readers";

    private const ushort NotFound = 404;
    private const int OpenAttempts = 10;

    private static readonly TimeSpan OpenDelay = TimeSpan.FromMilliseconds(200);

    /// <summary>Creates the log unless it exists; an existing log stays as it is.</summary>
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

    /// <summary>Whether the log exists.</summary>
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

    /// <summary>Deletes a log with all its records. A log that does not exist counts as deleted.</summary>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        await using var channel = await OpenChannelAsync(null, cancellationToken);
        await channel.QueueDeleteAsync(name, ifUnused: false, ifEmpty: false, cancellationToken: cancellationToken);
    }

    /// <summary>Opens a log to append to.</summary>
    /// <param name="name">The log.</param>
    /// <param name="window">How much may be in flight to the broker unconfirmed.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    /// <exception cref="StreamLogMissingException">The log does not exist.</exception>
    public async Task<StreamLogWriter> OpenWriterAsync(string name, StreamLogWindow window, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(window);
        if (!await ExistsAsync(name, cancellationToken))
        {
            throw new StreamLogMissingException(name);
        }

        // The client's own tracking waits for each confirm: one record at a time.
        var channel = await OpenChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false), cancellationToken);
        return new StreamLogWriter(name, channel, window, clock);
    }

    /// <summary>Opens a log to read. At most <paramref name="prefetch"/> records, and about 16 MiB, wait in memory for the reader.</summary>
    /// <exception cref="StreamLogMissingException">The log does not exist.</exception>
    public Task<StreamLogReader> OpenReaderAsync(string name, StreamLogStart start, ushort prefetch, CancellationToken cancellationToken) =>
        ReadAsync(() => StartReaderAsync(name, start, prefetch, cancellationToken), cancellationToken);

    /// <summary>
    /// Appends a record and reads the log up to it. The reader is open before the record is appended, so the records that are returned are all that precede it from
    /// <paramref name="start"/> on, including those that other writers still had in flight.
    /// </summary>
    /// <param name="writer">Appends the record; its log is read.</param>
    /// <param name="headers">The record's headers; <see cref="LogHeaders.OwnRecord"/> is added. It has no body.</param>
    /// <param name="start">Where to start reading.</param>
    /// <param name="prefetch">How many records may wait in memory.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    public async IAsyncEnumerable<StreamLogRecord> ReadToOwnRecordAsync(
        StreamLogWriter writer, IDictionary<string, object?> headers, StreamLogStart start, ushort prefetch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(headers);
        await using var reader = await OpenReaderAsync(writer.Name, start, prefetch, cancellationToken);
        var own = Guid.NewGuid().ToByteArray();
        headers[LogHeaders.OwnRecord] = own;
        await writer.WhenConfirmedAsync(await writer.AppendAsync(headers, default, cancellationToken), cancellationToken);
        await foreach (var record in reader.ReadAsync(cancellationToken))
        {
            if (record.Headers.GetValueOrDefault(LogHeaders.OwnRecord) is byte[] found && found.AsSpan().SequenceEqual(own))
            {
                yield break;
            }

            yield return record;
        }
    }

    /// <summary>The offset of the newest record; -1 when the log is empty.</summary>
    /// <exception cref="StreamLogMissingException">The log does not exist.</exception>
    public Task<long> FindLastOffsetAsync(string name, CancellationToken cancellationToken) =>
        ReadAsync(() => ReadLastOffsetAsync(name, cancellationToken), cancellationToken);

    private async Task<StreamLogReader> StartReaderAsync(string name, StreamLogStart start, ushort prefetch, CancellationToken cancellationToken)
    {
        var channel = await OpenReadChannelAsync(cancellationToken);
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

    private async Task<long> ReadLastOffsetAsync(string name, CancellationToken cancellationToken)
    {
        await using var channel = await OpenReadChannelAsync(cancellationToken);
        try
        {
            return await new LastOffsetReader(channel, name).RunAsync(cancellationToken);
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == NotFound)
        {
            throw new StreamLogMissingException(name, exception);
        }
    }

    /// <summary>
    /// Reads, and tries again for two seconds when that is interrupted. A log that is just being created or deleted is known and has no leader: RabbitMQ answers its reader with
    /// PRECONDITION_FAILED, or with INTERNAL_ERROR, which ends the whole connection and interrupts its other readers.
    /// </summary>
    private static async Task<T> ReadAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await read();
            }
            catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode != NotFound && attempt < OpenAttempts)
            {
                await Task.Delay(OpenDelay, cancellationToken);
            }
        }
    }

    private async Task<IChannel> OpenReadChannelAsync(CancellationToken cancellationToken)
    {
        var connection = await readers.GetAsync(cancellationToken);
        return await connection.CreateChannelAsync(cancellationToken: cancellationToken);
    }

    private async Task<IChannel> OpenChannelAsync(CreateChannelOptions? options, CancellationToken cancellationToken)
    {
        var connection = await broker.GetAsync(cancellationToken);
        return await connection.CreateChannelAsync(options, cancellationToken);
    }
}
