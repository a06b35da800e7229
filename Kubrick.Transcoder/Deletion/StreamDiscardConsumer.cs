using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Recordings;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Ending;
using MassTransit;

namespace Kubrick.Transcoder.Deletion;

/// <summary>
/// Discards the stream of a recording that was deleted while it was live. The worker that receives the event asks the owner of the stream to discard it; without an owner it marks
/// the checkpoint for the next one. The stream's logs are removed in any case, even when they were kept because the archive could not be stored, and the checkpoint with them.
/// </summary>
internal sealed partial class StreamDiscardConsumer(
    BrokerLeases leases, StreamLogClient logs, StreamEnder ender, CheckpointStore checkpoints, LogRemoval removal, ILogger<StreamDiscardConsumer> logger) : IConsumer<RecordingDeleted>
{
    /// <summary>The name of its queue. Queues outlive versions: it must not change with the class.</summary>
    public const string Queue = "kubrick.transcoder-recording-deleted";

    private static readonly TimeSpan ReplyTimeout = TimeSpan.FromSeconds(5);

    public async Task Consume(ConsumeContext<RecordingDeleted> context)
    {
        var (recordingId, cancellationToken) = (context.Message.RecordingId, context.CancellationToken);
        if (!await logs.ExistsAsync(LogNames.ChunkLog(recordingId), cancellationToken))
        {
            return;
        }

        if (!await AskOwnerAsync(recordingId, cancellationToken))
        {
            // The stream may wait for a worker. When it is over, and no worker comes, the mark is removed with the logs.
            var found = await checkpoints.FindAsync(recordingId, cancellationToken) ?? new Checkpoint();
            await checkpoints.SaveAsync(recordingId, found with { IsDeleted = true }, cancellationToken);
            // A worker may have acquired it in the meantime.
            await AskOwnerAsync(recordingId, cancellationToken);
        }

        await removal.ScheduleAsync(recordingId, isDeleted: true, cancellationToken);

        // Ingest does the same for its own publishers.
        await ender.TryAppendEndAsync(recordingId, new NextFrame(0, 0), StreamEndReason.Deleted, cancellationToken);
        LogDeleted(recordingId);
    }

    private async Task<bool> AskOwnerAsync(string recordingId, CancellationToken cancellationToken) =>
        await leases.AskAsync(LogNames.TranscoderLease(recordingId), LeaseMessages.Deleted, ReplyTimeout, cancellationToken) == LeaseMessages.Deleted;

    [LoggerMessage(LogLevel.Information, "Recording deleted, stream discarded: {RecordingId}")]
    private partial void LogDeleted(string recordingId);
}
