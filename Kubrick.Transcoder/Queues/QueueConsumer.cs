using System.Diagnostics;
using Kubrick.Messaging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Kubrick.Transcoder.Queues;

/// <summary>
/// Consumes a queue of the broker. A message stays unacknowledged while it is handled, and several are handled at once. When the connection is lost, all handlers are cancelled,
/// and the consumer reconnects; the broker redelivers their messages.
/// </summary>
/// <param name="queue">The queue's name.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal abstract partial class QueueConsumer(string queue, TimeProvider time, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(10);

    /// <summary>How many messages are handled at once.</summary>
    protected abstract ushort Prefetch { get; }

    /// <summary>The consumer's arguments.</summary>
    protected virtual IDictionary<string, object?>? Arguments => null;

    /// <summary>Cancelled while no messages are wanted: those that are handled then are requeued.</summary>
    protected virtual CancellationToken Paused => CancellationToken.None;

    /// <summary>Waits until messages are wanted.</summary>
    protected virtual Task WhenWantedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Connects to the broker and declares the queue.</summary>
    protected abstract Task<IConnection> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Handles a message. It may throw only after it was cancelled.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Cancelled when the connection is lost or the service stops.</param>
    /// <returns>Whether it is acknowledged; otherwise it is requeued.</returns>
    protected abstract Task<bool> HandleAsync(QueueMessage message, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var delay = FirstDelay;
        while (!stoppingToken.IsCancellationRequested)
        {
            var paused = CancellationToken.None;
            try
            {
                await WhenWantedAsync(stoppingToken);
                paused = Paused;
                using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, paused);
                await ConsumeAsync(() => delay = FirstDelay, stopping.Token);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (OperationCanceledException) when (paused.IsCancellationRequested)
            {
                // It was paused while it connected.
            }
            catch (Exception exception)
            {
                LogLost(queue, exception);
            }

            if (!stoppingToken.IsCancellationRequested && !paused.IsCancellationRequested)
            {
                await Task.Delay(delay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, MaxDelay.Ticks));
            }
        }
    }

    /// <summary>Consumes over one connection, until it is lost, the service stops or the consumer is paused.</summary>
    private async Task ConsumeAsync(Action onConnected, CancellationToken stoppingToken)
    {
        var connection = await ConnectAsync(stoppingToken);
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stoppingToken);
        channel.ChannelShutdownAsync += (_, _) => CancelAsync(lost);
        await channel.BasicQosAsync(0, Prefetch, global: false, stoppingToken);

        var running = new RunningTasks();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            var (message, trace) = (QueueMessage.Copy(delivery), TraceHeaders.Read(delivery.BasicProperties));
            running.Start(() => HandleAndAnswerAsync(channel, delivery.DeliveryTag, message, trace, lost.Token));
            return Task.CompletedTask;
        };
        consumer.UnregisteredAsync += (_, _) => CancelAsync(lost);
        var tag = await channel.BasicConsumeAsync(queue, autoAck: false, "", noLocal: false, exclusive: false, Arguments, consumer, stoppingToken);
        LogReady(queue, Prefetch);
        onConnected();
        await Task.Delay(Timeout.InfiniteTimeSpan, lost.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        if (channel.IsOpen)
        {
            await channel.BasicCancelAsync(tag, noWait: true, CancellationToken.None);
        }

        await running.WhenAllEndedAsync();
        LogStopped(queue);
    }

    private async Task HandleAndAnswerAsync(IChannel channel, ulong tag, QueueMessage message, ActivityContext trace, CancellationToken lost)
    {
        using var activity = TranscoderMetrics.Activities.StartActivity($"process {queue}", ActivityKind.Consumer, trace);
        var isDone = false;
        try
        {
            isDone = await HandleAsync(message, lost);
        }
        catch (Exception exception) when (lost.IsCancellationRequested)
        {
            LogCancelled(queue, exception);
        }

        try
        {
            await (isDone
                ? channel.BasicAckAsync(tag, multiple: false, CancellationToken.None)
                : channel.BasicNackAsync(tag, multiple: false, requeue: true, CancellationToken.None));
        }
        catch (Exception exception) when (exception is RabbitMQClientException or ObjectDisposedException or OperationCanceledException)
        {
            // The broker requeued the message when it lost the channel.
            LogNotAnswered(queue, exception);
        }
    }

    // Not awaited: this may be the client's own reading loop.
    private static Task CancelAsync(CancellationTokenSource source)
    {
        try
        {
            _ = source.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The connection has ended.
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Warning, "Broker connection lost, reconnecting: queue {Queue}")]
    private partial void LogLost(string queue, Exception exception);

    [LoggerMessage(LogLevel.Information, "Consumer started: queue {Queue}, {Prefetch} messages at once")]
    private partial void LogReady(string queue, ushort prefetch);

    [LoggerMessage(LogLevel.Information, "Consumer stopped: queue {Queue}")]
    private partial void LogStopped(string queue);

    [LoggerMessage(LogLevel.Debug, "Message handler cancelled, message requeued: queue {Queue}")]
    private partial void LogCancelled(string queue, Exception exception);

    [LoggerMessage(LogLevel.Debug, "Message not answered: queue {Queue}")]
    private partial void LogNotAnswered(string queue, Exception exception);

    private sealed class RunningTasks
    {
        private readonly Lock gate = new();
        private readonly HashSet<Task> running = [];

        public void Start(Func<Task> work)
        {
            var task = Task.Run(work, CancellationToken.None);
            lock (gate)
            {
                running.Add(task);
            }

            _ = task.ContinueWith(Remove, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        public Task WhenAllEndedAsync()
        {
            lock (gate)
            {
                return Task.WhenAll(running);
            }
        }

        private void Remove(Task task)
        {
            lock (gate)
            {
                running.Remove(task);
            }
        }
    }
}
