using System.Runtime.CompilerServices;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Kubrick.StreamLogs;

/// <summary>
/// Reads one log in order. The broker has few records in flight at once and sends more while those that wait here are neither too many nor too large, so a log of large
/// records cannot fill the memory. A record counts as read when the next one is requested.
/// </summary>
public sealed class StreamLogReader : IAsyncDisposable
{
    // The broker limits the number of records in flight, not their bytes: the number stays small.
    private const ushort MaxInFlight = 2;
    private const long MaxWaitingBytes = 8 << 20;

    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly SemaphoreSlim acknowledging = new(1, 1);
    private readonly Queue<ulong> unacknowledged = new();
    private readonly string name;
    private readonly IChannel channel;
    private readonly ushort prefetch;
    private readonly Channel<StreamLogRecord> received = System.Threading.Channels.Channel.CreateUnbounded<StreamLogRecord>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private int records;
    private long bytes;
    private bool isClosing;

    internal StreamLogReader(string name, IChannel channel, ushort prefetch)
    {
        this.name = name;
        this.channel = channel;
        this.prefetch = prefetch;
    }

    /// <summary>The bytes of records that wait to be read.</summary>
    internal long WaitingBytes => Interlocked.Read(ref bytes);

    /// <summary>The records from the start on, without an end: waits for records that are not written yet.</summary>
    /// <exception cref="LogLostException">The broker was lost, or the log deleted.</exception>
    public async IAsyncEnumerable<StreamLogRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            StreamLogRecord record;
            try
            {
                record = await received.Reader.ReadAsync(cancellationToken);
            }
            catch (ChannelClosedException exception)
            {
                throw new LogLostException($"The log '{name}' can no longer be read: {exception.InnerException?.Message}", exception.InnerException);
            }

            yield return record;
            try
            {
                lock (gate)
                {
                    records--;
                    bytes -= record.Body.Length;
                }

                await AcknowledgeAsync(cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                throw new LogLostException($"The log '{name}' can no longer be read: {exception.Message}", exception);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        received.Writer.TryComplete();
        lock (gate)
        {
            isClosing = true;
        }

        // An acknowledgement over a closed channel costs the whole connection. A broker that does not read is not waited for.
        if (await acknowledging.WaitAsync(CloseTimeout))
        {
            acknowledging.Release();
        }

        await channel.DisposeAsync();
    }

    internal async Task StartAsync(StreamLogStart start, CancellationToken cancellationToken)
    {
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += OnReceivedAsync;
        consumer.UnregisteredAsync += (_, _) => CloseAsync("it was deleted");
        channel.ChannelShutdownAsync += (_, shutdown) => CloseAsync(shutdown.ReplyText);
        // Stream queues require a prefetch.
        await channel.BasicQosAsync(0, Math.Min(prefetch, MaxInFlight), global: false, cancellationToken);
        await channel.BasicConsumeAsync(
            name,
            autoAck: false,
            consumerTag: "",
            noLocal: false,
            exclusive: false,
            new Dictionary<string, object?> { ["x-stream-offset"] = start.Value },
            consumer,
            cancellationToken);
    }

    private async Task OnReceivedAsync(object sender, BasicDeliverEventArgs delivery)
    {
        var headers = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, value) in delivery.BasicProperties.Headers ?? new Dictionary<string, object?>())
        {
            headers[key] = value;
        }

        var offset = headers.GetValueOrDefault("x-stream-offset") as long? ?? -1;
        lock (gate)
        {
            records++;
            bytes += delivery.Body.Length;
            unacknowledged.Enqueue(delivery.DeliveryTag);
        }

        // Copied: the client reuses its buffer when this returns.
        received.Writer.TryWrite(new StreamLogRecord(offset, headers, delivery.Body.ToArray()));
        try
        {
            await AcknowledgeAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is RabbitMQClientException or ObjectDisposedException or IOException)
        {
            // The channel's shutdown is reported to the reader.
        }
    }

    /// <summary>The broker sends another record for each one that is acknowledged.</summary>
    private async ValueTask AcknowledgeAsync(CancellationToken cancellationToken)
    {
        await acknowledging.WaitAsync(cancellationToken);
        try
        {
            while (TryTake(out var tag))
            {
                await channel.BasicAckAsync(tag, multiple: false, cancellationToken);
            }
        }
        finally
        {
            acknowledging.Release();
        }
    }

    private bool TryTake(out ulong tag)
    {
        lock (gate)
        {
            tag = 0;
            return !isClosing && (records == 0 || (records < prefetch && bytes < MaxWaitingBytes)) && unacknowledged.TryDequeue(out tag);
        }
    }

    private Task CloseAsync(string reason)
    {
        received.Writer.TryComplete(new LogLostException(reason));
        return Task.CompletedTask;
    }
}
