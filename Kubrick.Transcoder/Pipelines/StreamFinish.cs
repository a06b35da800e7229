using Kubrick.Contracts.Streams;
using Kubrick.Storage;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Deletion;
using Kubrick.Transcoder.Segments;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Pipelines;

/// <summary>The last steps of a stream, once all of it is stored. A worker that dies between two of them leaves the checkpoint, and another one repeats them.
/// So it stays beside a chunk log that is kept: it names the archive's upload.</summary>
internal sealed partial class StreamFinish(
    StreamLogClient logs, StreamEvents events, LogRemoval removal, CheckpointStore checkpoints, TimeProvider time, ILogger<StreamFinish> logger)
{
    /// <summary>Tells that the stream is over, and clears up behind it.</summary>
    public async Task<StreamOutcome> RunAsync(
        TranscodeStream job, CheckpointKeeper checkpoint, StreamMade made, StreamProgress progress, CancellationToken cancellationToken)
    {
        var segments = checkpoint.Current.Segments;
        await using (var parts = await PartLog.OpenAsync(logs, job.RecordingId, cancellationToken))
        {
            await parts.EndAsync(segments.Count > 0 ? segments[^1] : null, cancellationToken);
        }

        var durationMs = segments.Sum(segment => segment.DurationUs) / 1000;
        var uploaded = checkpoint.Current.BytesUploaded;
        if (made is { Failure: null, ManifestKey: { } manifest, Archive: { } archive })
        {
            await events.OverAsync(
                new StreamEnded(
                    job.RecordingId, job.StartedAt, time.GetUtcNow(), durationMs, segments.Count, uploaded, progress.BytesReceived, manifest, archive),
                cancellationToken);
        }
        else
        {
            var failure = made.Failure ?? new StreamFailure(StreamErrorCodes.InvalidMedia, "The recorder sent nothing that can be played.");
            await events.OverAsync(
                new StreamFailed(
                    job.RecordingId,
                    job.StartedAt,
                    time.GetUtcNow(),
                    failure.Code,
                    failure.Message,
                    durationMs,
                    segments.Count,
                    uploaded,
                    progress.BytesReceived,
                    made.ManifestKey,
                    made.Archive),
                cancellationToken);
        }

        if (!made.IsArchiveLost)
        {
            await removal.ScheduleAsync(job.RecordingId, isDeleted: false, cancellationToken);
            await checkpoint.ProveAsync(cancellationToken);
            await RemoveCheckpointAsync(job.RecordingId, cancellationToken);
        }

        return made.Failure is null ? StreamOutcome.Ended : StreamOutcome.Failed;
    }

    private async Task RemoveCheckpointAsync(string recordingId, CancellationToken cancellationToken)
    {
        try
        {
            await checkpoints.RemoveAsync(recordingId, cancellationToken);
        }
        catch (StorageException exception)
        {
            // A small file that stays behind; it goes with the recording.
            LogCheckpointStays(recordingId, exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The checkpoint of {RecordingId} could not be removed")]
    private partial void LogCheckpointStays(string recordingId, Exception exception);
}
