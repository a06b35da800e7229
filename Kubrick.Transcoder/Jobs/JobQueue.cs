using Kubrick.Contracts.Logs;
using Kubrick.ServiceDefaults.Logs;
using Kubrick.Transcoder.Pipelines;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Kubrick.Transcoder.Jobs;

/// <summary>
/// Takes as many streams at once from the broker's queue as there are slots, and holds each one's message as long as it works on it: when this worker is gone, the
/// broker gives the stream to another one.
/// </summary>
internal sealed partial class JobQueue(
    BrokerConnection broker, StreamWorker worker, IOptions<TranscoderOptions> options, TimeProvider time, ILogger<JobQueue> logger) : BackgroundService
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wait = FirstWait;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunAsync(() => wait = FirstWait, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogLost(exception);
            }

            if (!stoppingToken.IsCancellationRequested)
            {
                await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, LongestWait.Ticks));
            }
        }
    }

    /// <summary>Works on one connection, until it is lost or the worker stops. What it had is then given back, whole.</summary>
    private async Task RunAsync(Action onConnected, CancellationToken stoppingToken)
    {
        var connection = await broker.GetAsync(stoppingToken);
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stoppingToken);
        channel.ChannelShutdownAsync += (_, _) => CancelAsync(lost);
        await channel.QueueDeclareAsync(
            LogNames.TranscodeQueue,
            durable: true,
            exclusive: false,
            autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum" },
            cancellationToken: stoppingToken);
        await channel.BasicQosAsync(0, (ushort)options.Value.Slots, global: false, stoppingToken);

        var jobs = new RunningJobs(channel, worker, time, logger, lost.Token);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            // The client takes its buffer back when this returns.
            jobs.Start(delivery.DeliveryTag, delivery.Redelivered, delivery.Body.ToArray());
            return Task.CompletedTask;
        };
        consumer.UnregisteredAsync += (_, _) => CancelAsync(lost);
        var tag = await channel.BasicConsumeAsync(LogNames.TranscodeQueue, autoAck: false, consumer, stoppingToken);
        LogReady(options.Value.Slots);
        onConnected();
        await Task.Delay(Timeout.InfiniteTimeSpan, lost.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        if (channel.IsOpen)
        {
            // Nothing new is taken; what there is goes back at once.
            await channel.BasicCancelAsync(tag, noWait: true, CancellationToken.None);
        }

        await jobs.EndAsync();
        LogGivenBack();
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
            // It is over.
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Warning, "The broker is away; streams are taken again when it is back")]
    private partial void LogLost(Exception exception);

    [LoggerMessage(LogLevel.Information, "Ready for {Slots} streams")]
    private partial void LogReady(int slots);

    [LoggerMessage(LogLevel.Information, "Takes no streams any more; those that were here go to other workers")]
    private partial void LogGivenBack();
}
