using Kubrick.Contracts.Streams;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Runs;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Jobs;

/// <summary>The work on a stream that this worker owns, from the checkpoint to the last event.</summary>
internal sealed partial class StreamJob(
    CheckpointStore checkpoints,
    StorageRetryFactory retries,
    StreamReporter reporter,
    StreamLookup lookup,
    StreamRunFactory runs,
    StreamCompletion completion,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<StreamJob> logger)
{
    private const int MaxAttempts = 5;

    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Works on a stream until it is over. The caller erases the stream when the outcome is <see cref="JobOutcome.Deleted"/>.</summary>
    /// <param name="job">The stream.</param>
    /// <param name="fence">Verifies that this worker still owns it.</param>
    /// <param name="cancellationToken">Releases it.</param>
    /// <exception cref="StreamLogMissingException">Its chunk log was removed in the meantime.</exception>
    public async Task<JobOutcome> RunAsync(TranscodeStream job, WriteFence fence, CancellationToken cancellationToken)
    {
        var progress = new StreamProgress();
        using var reporting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reports = reporter.RunAsync(job.RecordingId, progress, reporting.Token);
        try
        {
            return await RunAsync(new OwnedStream(job, progress, retries.Create(job.RecordingId, progress), fence), cancellationToken);
        }
        finally
        {
            await reporting.CancelAsync();
            await reports.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<JobOutcome> RunAsync(OwnedStream stream, CancellationToken cancellationToken)
    {
        var found = await stream.Retry.RunAsync(cancel => checkpoints.FindAsync(stream.Id, cancel), cancellationToken);
        if (found is { IsDeleted: true })
        {
            return JobOutcome.Deleted;
        }

        if (!await lookup.HasChunkLogAsync(stream.Id, cancellationToken))
        {
            // Before anything is written that would never be removed.
            LogGone(stream.Id);
            return JobOutcome.Gone;
        }

        if (found is null && await lookup.HasOutputAsync(stream, cancellationToken))
        {
            LogFinishedBefore(stream.Id);
            return JobOutcome.Duplicate;
        }

        using var checkpoint = new CheckpointKeeper(stream, found ?? new Checkpoint(), checkpoints);
        stream.Progress.Stored = (checkpoint.Current.Segments.Count, checkpoint.Current.BytesUploaded);
        if (found is null)
        {
            // Before anything else is written: a stream with output and no checkpoint counts as finished.
            await checkpoint.UpdateAsync(current => current, cancellationToken);
        }

        var attempts = checkpoint.Current.Attempts;
        LogStarted(stream.Id, attempts + 1, checkpoint.Current.Segments.Count);
        RunResult result;
        try
        {
            await using var run = await runs.CreateAsync(stream, checkpoint, cancellationToken);
            result = await run.RunAsync(isGivenUp: attempts >= MaxAttempts, cancellationToken);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            await RestoreAttemptsAsync(checkpoint, stream.Id, attempts);
            throw;
        }

        if (result is RunResult.StreamDeleted)
        {
            return JobOutcome.Deleted;
        }

        await completion.RunAsync(stream, checkpoint, result, cancellationToken);
        return result is RunResult.Ended ? JobOutcome.Ended : JobOutcome.Failed;
    }

    /// <summary>
    /// Uncounts the attempt of a worker that is stopped, because it did not fail. A worker that lost the broker does not touch the checkpoint: another one may own the stream.
    /// </summary>
    private async Task RestoreAttemptsAsync(CheckpointKeeper checkpoint, string recordingId, int attempts)
    {
        if (checkpoint.Current.Attempts <= attempts)
        {
            return;
        }

        using var timeout = new CancellationTokenSource(ReleaseTimeout, time);
        try
        {
            await checkpoint.UpdateAsync(current => current with { Attempts = attempts }, timeout.Token);
        }
        catch (Exception exception) when (exception is StreamFailure or LogLostException or OperationCanceledException)
        {
            LogAttemptCounted(recordingId, exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Job dropped: stream {RecordingId}, there is no chunk log")]
    private partial void LogGone(string recordingId);

    [LoggerMessage(LogLevel.Information, "Job dropped: stream {RecordingId} is finished")]
    private partial void LogFinishedBefore(string recordingId);

    [LoggerMessage(LogLevel.Information, "Stream started: {RecordingId}, attempt {Attempt}, {Segments} segments stored")]
    private partial void LogStarted(string recordingId, int attempt, int segments);

    [LoggerMessage(LogLevel.Warning, "Stream released: {RecordingId}, it stays counted as a failed attempt")]
    private partial void LogAttemptCounted(string recordingId, Exception exception);
}
