using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Deletion;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Pipelines;

/// <summary>Takes a stream, if nobody else has it, and works on it until it is over, deleted, or taken away.</summary>
internal sealed partial class StreamWorker(BrokerLeases leases, StreamPipeline pipeline, StreamEraser eraser, TranscoderMetrics metrics, TimeProvider time, ILogger<StreamWorker> logger)
{
    private static readonly TimeSpan LeaseInterval = TimeSpan.FromMilliseconds(250);

    // A dead holder is noticed after two missed heartbeats (20 s). Whoever has the lease after so long is alive, or the broker slow to notice: this message may be
    // the stream's only one, and waits on in the queue.
    private static readonly TimeSpan LeasePatience = TimeSpan.FromSeconds(60);

    /// <summary>Works on a stream.</summary>
    /// <param name="job">The stream.</param>
    /// <param name="isRedelivered">Whether another worker had the message: then its lease may be on its way out.</param>
    /// <param name="cancellationToken">Gives the stream back.</param>
    public async Task<StreamOutcome> RunAsync(TranscodeStream job, bool isRedelivered, CancellationToken cancellationToken)
    {
        using var deleted = new CancellationTokenSource();
        await using var lease = await AcquireAsync(job.RecordingId, isRedelivered, deleted, cancellationToken);
        if (lease is null)
        {
            if (isRedelivered)
            {
                LogBusy(job.RecordingId);
                return StreamOutcome.Busy;
            }

            LogDuplicate(job.RecordingId);
            return StreamOutcome.Duplicate;
        }

        using var activity = TranscoderMetrics.Activities.StartActivity("transcode stream");
        activity?.SetTag("kubrick.recording", job.RecordingId);
        metrics.SlotsUsed(1);
        try
        {
            using var held = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
            var outcome = await RunUntilDeletedAsync(job, new WriteFence(lease.ProveAsync, time), deleted, held.Token);
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

    private async Task<StreamOutcome> RunUntilDeletedAsync(
        TranscodeStream job, WriteFence proof, CancellationTokenSource deleted, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deleted.Token);
        try
        {
            var outcome = await pipeline.RunAsync(job, proof, stop.Token);
            if (outcome != StreamOutcome.Deleted)
            {
                return outcome;
            }
        }
        catch (OperationCanceledException) when (deleted.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // Erased below.
        }

        await eraser.EraseAsync(job.RecordingId, cancellationToken);
        return StreamOutcome.Deleted;
    }

    private async Task<BrokerLease?> AcquireAsync(string recordingId, bool isRedelivered, CancellationTokenSource deleted, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            var lease = await leases.TryAcquireAsync(
                LogNames.TranscoderLease(recordingId), (question, _) => Task.FromResult(Answer(question, deleted)), cancellationToken);
            if (lease is not null || !isRedelivered || time.GetElapsedTime(start) > LeasePatience)
            {
                return lease;
            }

            await Task.Delay(LeaseInterval, time, cancellationToken);
        }
    }

    private static string Answer(string question, CancellationTokenSource deleted)
    {
        if (question != LeaseMessages.Deleted)
        {
            return LeaseMessages.Unknown;
        }

        try
        {
            // Not awaited: the work that it ends must not wait for this answer.
            _ = deleted.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The stream is over at this moment.
        }

        return LeaseMessages.Deleted;
    }

    [LoggerMessage(LogLevel.Information, "The stream {RecordingId} is in another worker's hands: this message is a duplicate")]
    private partial void LogDuplicate(string recordingId);

    [LoggerMessage(LogLevel.Warning, "The stream {RecordingId} is still in somebody's hands: its message goes back to the queue")]
    private partial void LogBusy(string recordingId);

    [LoggerMessage(LogLevel.Information, "The stream {RecordingId} is over: {Outcome}")]
    private partial void LogOver(string recordingId, StreamOutcome outcome);
}
