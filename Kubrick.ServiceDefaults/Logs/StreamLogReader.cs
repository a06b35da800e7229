using System.Runtime.CompilerServices;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Kubrick.ServiceDefaults.Logs;

/// <summary>Reads one log in order. A record counts as read when the next one is asked for.</summary>
public sealed class StreamLogReader : IAsyncDisposable
{
    private readonly string name;
    private readonly IChannel channel;
    private readonly ushort prefetch;
    private readonly Channel<(ulong Tag, StreamLogRecord Record)> arrived = System.Threading.Channels.Channel.CreateUnbounded<(ulong, StreamLogRecord)>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    internal StreamLogReader(string name, IChannel channel, ushort prefetch)
    {
        this.name = name;
        this.channel = channel;
        this.prefetch = prefetch;
    }

    /// <summary>The records from the start on, without an end; it waits for those that are not written yet.</summary>
    /// <exception cref="LogLostException">The broker was lost, or the log deleted.</exception>
    public async IAsyncEnumerable<StreamLogRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            ulong tag;
            StreamLogRecord record;
            try
            {
                (tag, record) = await arrived.Reader.ReadAsync(cancellationToken);
            }
            catch (ChannelClosedException exception)
            {
                throw new LogLostException($"The log '{name}' can no longer be read: {exception.InnerException?.Message}", exception.InnerException);
            }

            yield return record;
            try
            {
                await channel.BasicAckAsync(tag, multiple: false, cancellationToken);
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
        await channel.DisposeAsync();
    }

    internal async Task StartAsync(StreamLogStart start, CancellationToken cancellationToken)
    {
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += OnReceivedAsync;
        consumer.UnregisteredAsync += (_, _) => CloseAsync("it was deleted");
        channel.ChannelShutdownAsync += (_, shutdown) => CloseAsync(shutdown.ReplyText);
        // A stream queue has no consumers without a prefetch; it bounds what waits here.
        await channel.BasicQosAsync(0, prefetch, global: false, cancellationToken);
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

    private Task OnReceivedAsync(object sender, BasicDeliverEventArgs delivery)
    {
        var headers = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, value) in delivery.BasicProperties.Headers ?? new Dictionary<string, object?>())
        {
            headers[key] = value;
        }

        var offset = headers.GetValueOrDefault("x-stream-offset") as long? ?? -1;
        // The client takes its buffer back when this returns.
        arrived.Writer.TryWrite((delivery.DeliveryTag, new StreamLogRecord(offset, headers, delivery.Body.ToArray())));
        return Task.CompletedTask;
    }

    private Task CloseAsync(string reason)
    {
        arrived.Writer.TryComplete(new LogLostException(reason));
        return Task.CompletedTask;
    }
}
