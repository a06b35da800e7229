using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Kubrick.StreamLogs;

/// <summary>
/// Finds the offset of a log's newest record, for which AMQP has no request. The broker delivers everything from the last batch on before it confirms that the consumer
/// is cancelled, so the reader cancels after the first record, and the last record before the confirmation is the newest.
/// </summary>
internal sealed class LastOffsetReader(IChannel channel, string name)
{
    // More records than a writer has in flight, and so more than a batch.
    private const ushort Prefetch = 1_000;

    // An empty log delivers nothing.
    private static readonly TimeSpan EmptyTimeout = TimeSpan.FromMilliseconds(300);

    private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long lastOffset = -1;

    /// <summary>The offset; -1 when the log is empty.</summary>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += OnReceivedAsync;
        consumer.UnregisteredAsync += OnUnregisteredAsync;
        channel.ChannelShutdownAsync += OnShutdownAsync;
        await channel.BasicQosAsync(0, Prefetch, global: false, cancellationToken);
        var tag = await channel.BasicConsumeAsync(
            name,
            autoAck: false,
            consumerTag: "",
            noLocal: false,
            exclusive: false,
            new Dictionary<string, object?> { ["x-stream-offset"] = StreamLogStart.Last.Value },
            consumer,
            cancellationToken);
        try
        {
            await first.Task.WaitAsync(EmptyTimeout, cancellationToken);
        }
        catch (TimeoutException)
        {
            return -1;
        }

        await channel.BasicCancelAsync(tag, cancellationToken: cancellationToken);
        await cancelled.Task.WaitAsync(cancellationToken);
        return Interlocked.Read(ref lastOffset);
    }

    private Task OnReceivedAsync(object sender, BasicDeliverEventArgs delivery)
    {
        if (delivery.BasicProperties.Headers?.TryGetValue("x-stream-offset", out var offset) == true && offset is long number)
        {
            Interlocked.Exchange(ref lastOffset, number);
            first.TrySetResult();
        }

        return Task.CompletedTask;
    }

    // The client calls this after the handlers of all records before the confirmation.
    private Task OnUnregisteredAsync(object sender, ConsumerEventArgs cancellation)
    {
        first.TrySetResult();
        cancelled.TrySetResult();
        return Task.CompletedTask;
    }

    private Task OnShutdownAsync(object sender, ShutdownEventArgs shutdown)
    {
        var exception = new LogLostException($"The log '{name}' was lost: {shutdown.ReplyText}");
        first.TrySetException(exception);
        cancelled.TrySetException(exception);
        return Task.CompletedTask;
    }
}
