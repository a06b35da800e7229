using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Storage;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Queues;
using Kubrick.Transcoder.Streams;
using RabbitMQ.Client;

namespace Kubrick.Transcoder.Deletion;

/// <summary>
/// Removes the logs that are due. It uses a connection of its own on which nothing is published: a broker whose disk is full reads nothing from connections that publish, and only
/// the removal frees space.
/// </summary>
internal sealed partial class LogRemover(
    BrokerConnection broker, LogRemoval removal, StreamEraser eraser, TimeProvider time, ILogger<LogRemover> logger)
    : QueueConsumer(LogNames.RemovalQueue, time, logger)
{
    private static readonly TimeSpan EraseTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RequeueDelay = TimeSpan.FromSeconds(5);

    private readonly TimeProvider time = time;
    private readonly ILogger logger = logger;
    private BrokerConnection? own;
    private StreamLogClient? logs;

    /// <inheritdoc/>
    protected override ushort Prefetch => 1;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var connection = broker.CreateAnother("removal");
        own = connection;
        logs = new StreamLogClient(connection, readers: connection, time);
        await base.ExecuteAsync(stoppingToken);
    }

    /// <inheritdoc/>
    protected override async Task<IConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = await own!.GetAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await LogRemoval.DeclareAsync(channel, cancellationToken);
        return connection;
    }

    /// <inheritdoc/>
    protected override async Task<bool> HandleAsync(QueueMessage delivery, CancellationToken cancellationToken)
    {
        if (LogRemoval.Read(delivery.Body) is not { } message)
        {
            return true;
        }

        try
        {
            await RemoveAsync(message, cancellationToken);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotRemoved(message.RecordingId, exception);
            await Task.Delay(RequeueDelay, time, cancellationToken);
            return false;
        }
    }

    private async Task RemoveAsync(RemoveStreamLogs message, CancellationToken cancellationToken)
    {
        await logs!.DeleteAsync(LogNames.ChunkLog(message.RecordingId), cancellationToken);
        await logs.DeleteAsync(LogNames.PartLog(message.RecordingId), cancellationToken);
        LogRemoved(message.RecordingId);
        if (message.IsDeleted)
        {
            await EraseAsync(message.RecordingId, cancellationToken);
        }
    }

    /// <summary>
    /// Erases the objects of a deleted recording's stream: a job that arrives from now on finds no log, so its checkpoint goes, too. When the storage is unavailable, the removal
    /// is scheduled again, so that other logs do not wait.
    /// </summary>
    private async Task EraseAsync(string recordingId, CancellationToken cancellationToken)
    {
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(EraseTimeout);
            await eraser.EraseObjectsAsync(recordingId, timeout.Token);
        }
        catch (Exception exception) when (exception is StreamFailure or StorageException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogNotErased(recordingId, exception);
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(EraseTimeout);
            await removal.ScheduleAsync(recordingId, isDeleted: true, timeout.Token);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Logs not removed, requeued: stream {RecordingId}")]
    private partial void LogNotRemoved(string recordingId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Deleted stream not erased, retried later: {RecordingId}")]
    private partial void LogNotErased(string recordingId, Exception exception);

    [LoggerMessage(LogLevel.Information, "Logs removed: stream {RecordingId}")]
    private partial void LogRemoved(string recordingId);
}
