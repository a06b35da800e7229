using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Deletion;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Jobs;

/// <summary>Acquires the lease of a stream, and owns it until the stream is over or deleted, or the lease is lost.</summary>
internal sealed partial class StreamOwner(
    BrokerLeases leases, StreamJob jobs, StreamEraser eraser, TranscoderMetrics metrics, TimeProvider time, ILogger<StreamOwner> logger)
{
    private static readonly TimeSpan LeaseInterval = TimeSpan.FromMilliseconds(250);

    // The broker notices a dead owner after two missed heartbeats (20 s). An owner that has the lease after this time is alive, or the broker is slow to notice. The message may
    // be the stream's only one, so it is requeued.
    private static readonly TimeSpan LeaseTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Works on a stream.</summary>
    /// <param name="job">The stream.</param>
    /// <param name="isRedelivered">Whether another worker had the message: then its lease may be about to expire.</param>
    /// <param name="cancellationToken">Releases the stream.</param>
    public async Task<JobOutcome> RunAsync(TranscodeStream job, bool isRedelivered, CancellationToken cancellationToken)
    {
        using var deleted = new CancellationTokenSource();
        await using var lease = await AcquireAsync(job.RecordingId, isRedelivered, deleted, cancellationToken);
        if (lease is null)
        {
            if (isRedelivered)
            {
                LogBusy(job.RecordingId);
                return JobOutcome.Busy;
            }

            LogDuplicate(job.RecordingId);
            return JobOutcome.Duplicate;
        }

        using var activity = TranscoderMetrics.Activities.StartActivity("transcode stream");
        activity?.SetTag("kubrick.recording", job.RecordingId);
        metrics.SlotsUsed(1);
        try
        {
            using var owned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
            var outcome = await RunUntilDeletedAsync(job, new WriteFence(lease.ProveAsync, time), deleted, owned.Token);
            activity?.SetTag("kubrick.outcome", outcome);
            metrics.StreamOver(outcome.ToString());
            LogOver(job.RecordingId, outcome);
            return outcome;
        }
        finally
        {
            metrics.SlotsUsed(-1);
        }
    }

    private async Task<JobOutcome> RunUntilDeletedAsync(TranscodeStream job, WriteFence fence, CancellationTokenSource deleted, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deleted.Token);
        try
        {
            var outcome = await jobs.RunAsync(job, fence, stop.Token);
            if (outcome != JobOutcome.Deleted)
            {
                return outcome;
            }
        }
        catch (OperationCanceledException) when (deleted.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // Erased below.
        }

        await eraser.EraseAsync(job.RecordingId, cancellationToken);
        return JobOutcome.Deleted;
    }

    private async Task<BrokerLease?> AcquireAsync(string recordingId, bool isRedelivered, CancellationTokenSource deleted, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            var lease = await leases.TryAcquireAsync(
                LogNames.TranscoderLease(recordingId), (request, _) => Task.FromResult(Answer(request, deleted)), cancellationToken);
            if (lease is not null || !isRedelivered || time.GetElapsedTime(start) > LeaseTimeout)
            {
                return lease;
            }

            await Task.Delay(LeaseInterval, time, cancellationToken);
        }
    }

    private static string Answer(string request, CancellationTokenSource deleted)
    {
        if (request != LeaseMessages.Deleted)
        {
            return LeaseMessages.Unknown;
        }

        try
        {
            // Not awaited: the work that it cancels must not wait for this answer.
            _ = deleted.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The stream has just ended.
        }

        return LeaseMessages.Deleted;
    }

    [LoggerMessage(LogLevel.Information, "Job dropped: stream {RecordingId} is owned by another worker")]
    private partial void LogDuplicate(string recordingId);

    [LoggerMessage(LogLevel.Warning, "Job requeued: stream {RecordingId} is still owned by another worker")]
    private partial void LogBusy(string recordingId);

    [LoggerMessage(LogLevel.Information, "Stream over: {RecordingId}, {Outcome}")]
    private partial void LogOver(string recordingId, JobOutcome outcome);
}
