using Kubrick.Contracts.Streams;
using Kubrick.Storage;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Deletion;
using Kubrick.Transcoder.Segments;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Runs;

/// <summary>
/// The last steps of a stream, once everything is stored: ends the part log, publishes the result, has the logs removed, and removes the checkpoint last. A worker that dies
/// between two steps leaves the checkpoint, so that another worker repeats them. A chunk log that is kept keeps its checkpoint, which names the archive's upload.
/// </summary>
internal sealed partial class StreamCompletion(
    StreamLogClient logs, StreamEvents events, LogRemoval removal, CheckpointStore checkpoints, TimeProvider time, ILogger<StreamCompletion> logger)
{
    /// <summary>Completes a stream that ended or failed.</summary>
    public async Task RunAsync(OwnedStream stream, CheckpointKeeper checkpoint, RunResult result, CancellationToken cancellationToken)
    {
        var segments = checkpoint.Current.Segments;
        await using (var partLog = await PartLogWriter.OpenAsync(logs, stream.Id, cancellationToken))
        {
            await partLog.EndAsync(segments.Count > 0 ? segments[^1] : null, cancellationToken);
        }

        await PublishAsync(stream, checkpoint.Current, result, cancellationToken);
        if (result is RunResult.Failed { IsArchiveLost: true })
        {
            return;
        }

        await removal.ScheduleAsync(stream.Id, isDeleted: false, cancellationToken);
        await stream.Fence.CheckAsync(cancellationToken);
        await RemoveCheckpointAsync(stream.Id, cancellationToken);
    }

    private Task PublishAsync(OwnedStream stream, Checkpoint checkpoint, RunResult result, CancellationToken cancellationToken)
    {
        var (job, progress) = (stream.Job, stream.Progress);
        var durationMs = checkpoint.Segments.Sum(segment => segment.DurationUs) / 1000;
        var totals = new StreamTotals(durationMs, checkpoint.Segments.Count, checkpoint.BytesUploaded, progress.BytesReceived);
        return result switch
        {
            RunResult.Ended ended => events.OverAsync(
                new StreamEnded(job.RecordingId, job.StartedAt, time.GetUtcNow(), totals, ended.PlaylistKey, ended.Archive) { Losses = progress.Losses.All }, cancellationToken),
            RunResult.Failed failed => events.OverAsync(
                new StreamFailed(
                    job.RecordingId, job.StartedAt, time.GetUtcNow(), failed.Failure.Code, failed.Failure.Message, totals, failed.PlaylistKey, failed.Archive)
                {
                    Losses = progress.Losses.All,
                },
                cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(result)),
        };
    }

    private async Task RemoveCheckpointAsync(string recordingId, CancellationToken cancellationToken)
    {
        try
        {
            await checkpoints.RemoveAsync(recordingId, cancellationToken);
        }
        catch (StorageException exception)
        {
            // A small file that is removed with the recording.
            LogCheckpointKept(recordingId, exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Checkpoint not removed: stream {RecordingId}")]
    private partial void LogCheckpointKept(string recordingId, Exception exception);
}
