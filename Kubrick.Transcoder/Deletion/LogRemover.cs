using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Storage;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Streams;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Kubrick.Transcoder.Deletion;

/// <summary>
/// Removes the logs whose time has come. On a connection of its own, on which nothing is published: a broker whose disk is full reads nothing more from connections that
/// publish, and only this makes room on it.
/// </summary>
internal sealed partial class LogRemover(
    BrokerConnection broker, LogRemoval removal, StreamEraser eraser, TimeProvider time, ILogger<LogRemover> logger) : BackgroundService
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ClearPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RemovalWait = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var own = broker.CreateAnother("removal");
        var logs = new StreamLogClient(own, time);
        var wait = FirstWait;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunAsync(await own.GetAsync(stoppingToken), logs, () => wait = FirstWait, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogLost(exception);
            }

            await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, LongestWait.Ticks));
        }
    }

    /// <summary>Works on one connection, until it is lost or the worker stops.</summary>
    private async Task RunAsync(IConnection connection, StreamLogClient logs, Action onConnected, CancellationToken stoppingToken)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stoppingToken);
        channel.ChannelShutdownAsync += (_, _) => CancelAsync(lost);
        await LogRemoval.DeclareAsync(channel, stoppingToken);
        await channel.BasicQosAsync(0, 1, global: false, stoppingToken);
        var consumer = new AsyncEventingBasicConsumer(channel);
        var token = lost.Token;
        consumer.ReceivedAsync += (_, delivery) => RemoveAsync(channel, logs, delivery.DeliveryTag, LogRemoval.Read(delivery.Body.Span), token);
        consumer.UnregisteredAsync += (_, _) => CancelAsync(lost);
        await channel.BasicConsumeAsync(LogNames.RemovalQueue, autoAck: false, consumer, stoppingToken);
        onConnected();
        await Task.Delay(Timeout.InfiniteTimeSpan, lost.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RemoveAsync(IChannel channel, StreamLogClient logs, ulong tag, RemoveStreamLogs? message, CancellationToken cancellationToken)
    {
        try
        {
            if (message is not null)
            {
                await logs.DeleteAsync(LogNames.ChunkLog(message.RecordingId), cancellationToken);
                await logs.DeleteAsync(LogNames.PartLog(message.RecordingId), cancellationToken);
                LogRemoved(message.RecordingId);
                if (message.IsDeleted)
                {
                    await ClearAsync(message.RecordingId, cancellationToken);
                }
            }

            await channel.BasicAckAsync(tag, multiple: false, cancellationToken);
        }
        catch (Exception exception) when (channel.IsOpen && !cancellationToken.IsCancellationRequested)
        {
            LogNotRemoved(message?.RecordingId, exception);
            await Task.Delay(RemovalWait, time, cancellationToken);
            await channel.BasicNackAsync(tag, multiple: false, requeue: true, cancellationToken);
        }
    }

    /// <summary>A job that comes now finds no log: what was noted for it goes, too. Where the storage is away that is done later; other logs do not wait for it.</summary>
    private async Task ClearAsync(string recordingId, CancellationToken cancellationToken)
    {
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(ClearPatience);
            await eraser.EraseObjectsAsync(recordingId, patience.Token);
        }
        catch (Exception exception) when (exception is StreamFailure or StorageException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogNotCleared(recordingId, exception);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(ClearPatience);
            await removal.ScheduleAsync(recordingId, isDeleted: true, patience.Token);
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

    [LoggerMessage(LogLevel.Warning, "The broker is away; logs are removed again when it is back")]
    private partial void LogLost(Exception exception);

    [LoggerMessage(LogLevel.Warning, "The logs of {RecordingId} could not be removed; it is tried again")]
    private partial void LogNotRemoved(string? recordingId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "What was made of the deleted recording {RecordingId} could not be removed; it is tried again later")]
    private partial void LogNotCleared(string recordingId, Exception exception);

    [LoggerMessage(LogLevel.Information, "Removed the logs of {RecordingId}")]
    private partial void LogRemoved(string recordingId);
}
