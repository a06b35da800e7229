using System.Text.Json;
using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Streams;
using Kubrick.Messaging;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Queues;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Kubrick.Transcoder.Jobs;

/// <summary>
/// Consumes the queue of streams to transcode, one message per slot. A message stays unacknowledged while its stream lives: when this worker dies, the broker delivers it to another.
/// </summary>
internal sealed partial class JobConsumer(
    BrokerConnection broker, StreamOwner owner, WorkerDrain drain, IOptions<TranscoderOptions> options, TimeProvider time, ILogger<JobConsumer> logger)
    : QueueConsumer(LogNames.TranscodeQueue, time, logger)
{
    private static readonly TimeSpan RequeueDelay = TimeSpan.FromSeconds(2);

    private readonly TimeProvider time = time;
    private readonly ILogger logger = logger;

    /// <inheritdoc/>
    protected override ushort Prefetch => (ushort)options.Value.Slots;

    /// <inheritdoc/>
    protected override IDictionary<string, object?>? Arguments => WorkQueue.ConsumerArguments;

    /// <inheritdoc/>
    protected override CancellationToken Paused => drain.Draining;

    /// <inheritdoc/>
    protected override Task WhenWantedAsync(CancellationToken cancellationToken) => drain.WhenResumedAsync(cancellationToken);

    /// <inheritdoc/>
    protected override async Task<IConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = await broker.GetAsync(cancellationToken);
        if (await WorkQueue.DeclareAsync(connection, LogNames.TranscodeQueue, cancellationToken) is { } objection)
        {
            LogOtherQueue(LogNames.TranscodeQueue, objection);
        }

        if (!WorkQueue.SupportsConsumerTimeout(connection))
        {
            LogBrokerTimeout(WorkQueue.VersionOf(connection));
        }

        return connection;
    }

    /// <inheritdoc/>
    protected override async Task<bool> HandleAsync(QueueMessage message, CancellationToken cancellationToken)
    {
        if (Parse(message.Body) is not { } job)
        {
            // Requeued, it would come back for ever.
            LogMalformed(message.Body.Length);
            return true;
        }

        try
        {
            if (await owner.RunAsync(job, message.IsRedelivered, cancellationToken) != JobOutcome.Busy)
            {
                return true;
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFailed(job.RecordingId, exception);
        }

        await Task.Delay(RequeueDelay, time, cancellationToken);
        return false;
    }

    private static TranscodeStream? Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<TranscodeStream>(body, JsonSerializerOptions.Web) is { } job && IsValid(job) ? job : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The id becomes part of names and keys.
    private static bool IsValid(TranscodeStream job) =>
        job is { MimeType: not null, Quality: not null, StorageSequence: >= 0 } && RecordingId.TryParse(job.RecordingId, out var id) && id.Value == job.RecordingId;

    [LoggerMessage(LogLevel.Warning, "Queue has other arguments: '{Queue}' is used as it is and may take long streams from their workers, or drop streams that change workers often. Delete it while no stream runs, or see docs/broker.md: {Objection}")]
    private partial void LogOtherQueue(string queue, string objection);

    [LoggerMessage(LogLevel.Information, "Broker timeout applies: version {Version} takes streams from workers after the consumer_timeout of its own configuration, which has to be longer than any stream")]
    private partial void LogBrokerTimeout(Version version);

    [LoggerMessage(LogLevel.Error, "Message dropped: {Bytes} bytes are no job")]
    private partial void LogMalformed(int bytes);

    [LoggerMessage(LogLevel.Error, "Job failed, requeued: stream {RecordingId}")]
    private partial void LogFailed(string recordingId, Exception exception);
}
