using Kubrick.Contracts.Logs;
using Kubrick.ServiceDefaults.Messaging;
using Kubrick.StreamLogs;
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
        await DeclareAsync(connection, stoppingToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stoppingToken);
        channel.ChannelShutdownAsync += (_, _) => CancelAsync(lost);
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
        var tag = await channel.BasicConsumeAsync(
            LogNames.TranscodeQueue, autoAck: false, "", noLocal: false, exclusive: false, WorkQueue.ConsumerArguments, consumer, stoppingToken);
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

    /// <summary>A message is held as long as its stream lasts: what the broker makes of that is told where it is not in our hands.</summary>
    private async Task DeclareAsync(IConnection connection, CancellationToken cancellationToken)
    {
        if (await WorkQueue.DeclareAsync(connection, LogNames.TranscodeQueue, cancellationToken) is { } objection)
        {
            LogOtherQueue(LogNames.TranscodeQueue, objection);
        }

        if (!WorkQueue.IsHoldingTimeOurs(connection))
        {
            LogBrokerTimeout(WorkQueue.VersionOf(connection));
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
            // It is over.
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Warning, "The broker is away; streams are taken again when it is back")]
    private partial void LogLost(Exception exception);

    [LoggerMessage(LogLevel.Warning, "The queue '{Queue}' was made with other arguments and is used as it is; it may take long streams away from their workers, or drop streams that change workers often. Delete it while no stream runs, or see 'Brokers of your own' in docs/live-streaming.md: {Objection}")]
    private partial void LogOtherQueue(string queue, string objection);

    [LoggerMessage(LogLevel.Information, "The broker (version {Version}) takes streams away from workers after the consumer_timeout of its own configuration, which has to be longer than any stream")]
    private partial void LogBrokerTimeout(Version version);

    [LoggerMessage(LogLevel.Information, "Ready for {Slots} streams")]
    private partial void LogReady(int slots);

    [LoggerMessage(LogLevel.Information, "Takes no streams any more; those that were here go to other workers")]
    private partial void LogGivenBack();
}
