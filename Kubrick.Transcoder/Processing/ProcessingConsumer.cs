using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Processing;
using Kubrick.Messaging;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Jobs;
using Kubrick.Transcoder.Queues;
using Kubrick.Transcoder.Streams;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Kubrick.Transcoder.Processing;

/// <summary>
/// Consumes the queue of recordings to process, one message per slot. While the worker is drained, or short of time for its live streams, it takes none and returns those that
/// it has: live streams go first, and another worker may have time.
/// </summary>
internal sealed partial class ProcessingConsumer(
    BrokerConnection broker, ProcessingAttempt attempt, ProcessingQueue queue, WorkerDrain drain, LiveLag lag, IOptions<TranscoderOptions> options, TimeProvider time, ILogger<ProcessingConsumer> logger)
    : QueueConsumer(LogNames.ProcessQueue, time, logger)
{
    private static readonly TimeSpan PutOffTimeout = TimeSpan.FromSeconds(5);

    private readonly ILogger logger = logger;
    private CancellationTokenSource? paused;

    /// <inheritdoc/>
    protected override ushort Prefetch => (ushort)options.Value.ProcessingSlots;

    /// <inheritdoc/>
    protected override IDictionary<string, object?>? Arguments => WorkQueue.ConsumerArguments;

    /// <inheritdoc/>
    protected override CancellationToken Paused
    {
        get
        {
            paused?.Dispose();
            paused = CancellationTokenSource.CreateLinkedTokenSource(drain.Draining, lag.Short);
            return paused.Token;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        paused?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task WhenWantedAsync(CancellationToken cancellationToken)
    {
        if (options.Value.ProcessingSlots == 0)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        await drain.WhenResumedAsync(cancellationToken);
        await lag.WhenEnoughAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task<IConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = await broker.GetAsync(cancellationToken);
        if (await ProcessingQueue.DeclareAsync(connection, cancellationToken) is { } objection)
        {
            LogOtherQueue(LogNames.ProcessQueue, objection);
        }

        return connection;
    }

    /// <inheritdoc/>
    protected override async Task<bool> HandleAsync(QueueMessage message, CancellationToken cancellationToken)
    {
        if (ProcessingQueue.Read(message.Body) is not { } work)
        {
            // Requeued, it would come back for ever.
            LogMalformed(message.Body.Length);
            return true;
        }

        var returns = work.Returns + message.Returns;
        try
        {
            await attempt.RunAsync(work, returns, cancellationToken);
            return true;
        }
        catch (OperationCanceledException) when (paused is { IsCancellationRequested: true })
        {
            return await PutOffAsync(work with { Returns = returns });
        }
    }

    /// <summary>
    /// Sends the work anew. The broker counts every message that comes back to the queue, and a recording whose worker was drained or short of time again and again must not look like one
    /// that ends its workers.
    /// </summary>
    /// <returns>Whether it was sent; if not, the message itself comes back.</returns>
    private async Task<bool> PutOffAsync(ProcessRecording work)
    {
        using var timeout = new CancellationTokenSource(PutOffTimeout);
        try
        {
            await queue.SendAsync(work, timeout.Token);
            return true;
        }
        catch (Exception exception)
        {
            LogNotPutOff(work.RecordingId, exception);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Debug, "Processing not sent anew, its message comes back: recording {RecordingId}")]
    private partial void LogNotPutOff(string recordingId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Queue has other arguments: '{Queue}' is used as it is. Delete it while nothing is processed, or see docs/broker.md: {Objection}")]
    private partial void LogOtherQueue(string queue, string objection);

    [LoggerMessage(LogLevel.Error, "Message dropped: {Bytes} bytes are no processing job")]
    private partial void LogMalformed(int bytes);
}
