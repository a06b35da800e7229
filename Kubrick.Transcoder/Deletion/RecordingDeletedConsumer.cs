using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Recordings;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Publishers;
using MassTransit;

namespace Kubrick.Transcoder.Deletion;

/// <summary>
/// Throws away the stream of a recording that was deleted while it was live. Whichever worker hears of it asks the one that has the stream; where none has, the
/// next one finds it written in the checkpoint. Its logs are removed in any case, also where they were kept because the archive could not be stored, and the checkpoint with them.
/// </summary>
internal sealed partial class RecordingDeletedConsumer(
    BrokerLeases leases, StreamLogClient logs, PublisherEnd publisher, CheckpointStore checkpoints, LogRemoval removal, ILogger<RecordingDeletedConsumer> logger) : IConsumer<RecordingDeleted>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task Consume(ConsumeContext<RecordingDeleted> context)
    {
        var (recordingId, cancellationToken) = (context.Message.RecordingId, context.CancellationToken);
        if (!await logs.ExistsAsync(LogNames.ChunkLog(recordingId), cancellationToken))
        {
            return;
        }

        if (!await AskAsync(recordingId, cancellationToken))
        {
            // The stream may wait for a worker. Where none comes, because the stream is over, this goes with the logs.
            var found = await checkpoints.FindAsync(recordingId, cancellationToken) ?? new Checkpoint();
            await checkpoints.SaveAsync(recordingId, found with { IsDeleted = true }, cancellationToken);
            // A worker may have taken it at this moment.
            await AskAsync(recordingId, cancellationToken);
        }

        await removal.ScheduleAsync(recordingId, isDeleted: true, cancellationToken);

        // Ingest does the same for a publisher that it has.
        await publisher.TryAppendAsync(recordingId, (0, 0), StreamEndReason.Deleted, cancellationToken);
        LogDeleted(recordingId);
    }

    private async Task<bool> AskAsync(string recordingId, CancellationToken cancellationToken) =>
        await leases.AskAsync(LogNames.TranscoderLease(recordingId), LeaseMessages.Deleted, Patience, cancellationToken) == LeaseMessages.Deleted;

    [LoggerMessage(LogLevel.Information, "The recording {RecordingId} was deleted while its stream was there")]
    private partial void LogDeleted(string recordingId);
}
