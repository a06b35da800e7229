using System.Runtime.CompilerServices;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Kubrick.ServiceDefaults.Logs;

/// <summary>
/// Reads one log in order. Few records are under way from the broker at once, and more are asked for while those that wait here are neither too many nor too large: a
/// log of large records cannot fill the memory. A record counts as read when the next one is asked for.
/// </summary>
public sealed class StreamLogReader : IAsyncDisposable
{
    // The broker counts records and not bytes, so it is never allowed many.
    private const ushort MostUnderWay = 2;
    private const long MostBytes = 8 << 20;

    private static readonly TimeSpan ClosingPatience = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly SemaphoreSlim asking = new(1, 1);
    private readonly Queue<ulong> unacknowledged = new();
    private readonly string name;
    private readonly IChannel channel;
    private readonly ushort prefetch;
    private readonly Channel<StreamLogRecord> arrived = System.Threading.Channels.Channel.CreateUnbounded<StreamLogRecord>(
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
    public long WaitingBytes => Interlocked.Read(ref bytes);

    /// <summary>The records from the start on, without an end; it waits for those that are not written yet.</summary>
    /// <exception cref="LogLostException">The broker was lost, or the log deleted.</exception>
    public async IAsyncEnumerable<StreamLogRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            StreamLogRecord record;
            try
            {
                record = await arrived.Reader.ReadAsync(cancellationToken);
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

                await AskForMoreAsync(cancellationToken);
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
        arrived.Writer.TryComplete();
        lock (gate)
        {
            isClosing = true;
        }

        // What is acknowledged over a channel that is closed costs the whole connection. A broker that takes nothing any more cannot be waited for.
        if (await asking.WaitAsync(ClosingPatience))
        {
            asking.Release();
        }

        await channel.DisposeAsync();
    }

    internal async Task StartAsync(StreamLogStart start, CancellationToken cancellationToken)
    {
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += OnReceivedAsync;
        consumer.UnregisteredAsync += (_, _) => CloseAsync("it was deleted");
        channel.ChannelShutdownAsync += (_, shutdown) => CloseAsync(shutdown.ReplyText);
        // A stream queue has no consumers without a prefetch.
        await channel.BasicQosAsync(0, Math.Min(prefetch, MostUnderWay), global: false, cancellationToken);
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

        // The client takes its buffer back when this returns.
        arrived.Writer.TryWrite(new StreamLogRecord(offset, headers, delivery.Body.ToArray()));
        try
        {
            await AskForMoreAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is RabbitMQClientException or ObjectDisposedException or IOException)
        {
            // The channel's end is told to the reader where it is noticed first.
        }
    }

    /// <summary>For each record that is acknowledged the broker sends another one.</summary>
    private async ValueTask AskForMoreAsync(CancellationToken cancellationToken)
    {
        await asking.WaitAsync(cancellationToken);
        try
        {
            while (TryTake(out var tag))
            {
                await channel.BasicAckAsync(tag, multiple: false, cancellationToken);
            }
        }
        finally
        {
            asking.Release();
        }
    }

    private bool TryTake(out ulong tag)
    {
        lock (gate)
        {
            tag = 0;
            return !isClosing && (records == 0 || (records < prefetch && bytes < MostBytes)) && unacknowledged.TryDequeue(out tag);
        }
    }

    private Task CloseAsync(string reason)
    {
        arrived.Writer.TryComplete(new LogLostException(reason));
        return Task.CompletedTask;
    }
}
