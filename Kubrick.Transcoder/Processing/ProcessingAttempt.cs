using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Processing;
using Kubrick.Storage;
using Kubrick.StreamLogs;
using MassTransit;

namespace Kubrick.Transcoder.Processing;

/// <summary>
/// One attempt to process a recording: takes its lease, claims it, and reports the outcome. A failure that another attempt may mend is tried three times. Nothing is
/// acknowledged before the outcome, or the next attempt, is with the broker.
/// </summary>
internal sealed partial class ProcessingAttempt(
    BrokerLeases leases, ProcessingClaims claims, ProcessingJob job, ProcessingQueue queue, IBus bus, TranscoderMetrics metrics, TimeProvider time, ILogger<ProcessingAttempt> logger)
{
    private const int MaxAttempts = 3;

    /// <summary>A file that ends its worker comes back that often. One that is put off does not come back: it is sent anew.</summary>
    private const int MaxReturns = 100;

    /// <summary>An original that cannot be read, while its storage answers, is put off that often: some ten minutes.</summary>
    private const int MaxUnreadable = 20;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    /// <summary>Makes the attempt. It throws only when it is cancelled; then the message comes back to the queue.</summary>
    /// <param name="work">The job.</param>
    /// <param name="returns">How often its message came back to the queue, also before it was put off.</param>
    /// <param name="cancellationToken">Returns it.</param>
    public async Task RunAsync(ProcessRecording work, long returns, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var outcome = await TryUntilReportedAsync(work, returns, cancellationToken);
        metrics.Processed(outcome.ToString(), time.GetElapsedTime(started));
        LogOver(work.RecordingId, work.Generation, work.Attempt, outcome, time.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>Without the broker nothing can be reported; the connection is noticed as lost soon, and the message comes back.</summary>
    private async Task<ProcessingOutcome> TryUntilReportedAsync(ProcessRecording work, long returns, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await TryAsync(work, returns, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                LogNotReported(work.RecordingId, exception);
            }

            await Task.Delay(RetryDelay, time, cancellationToken);
        }
    }

    private async Task<ProcessingOutcome> TryAsync(ProcessRecording work, long returns, CancellationToken cancellationToken)
    {
        await using var lease = await leases.TryAcquireAsync(LogNames.ProcessingLease(work.RecordingId), answer: null, cancellationToken);
        if (lease is null)
        {
            // It may be an earlier request, so this one is not dropped.
            await queue.SendLaterAsync(work with { Returns = returns }, cancellationToken);
            return ProcessingOutcome.Postponed;
        }

        using var owned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
        using var activity = TranscoderMetrics.Activities.StartActivity("process recording");
        activity?.SetTag("kubrick.recording", work.RecordingId);
        var findings = ProcessingFindings.None;
        ProcessingTicket? ticket = null;
        try
        {
            if (returns > MaxReturns)
            {
                throw new ProcessingFailure(ProcessingErrorCodes.Failed, "The recording could not be processed: its workers ended before they were done.");
            }

            try
            {
                ticket = await claims.ClaimAsync(work, owned.Token);
            }
            catch (Exception exception) when (!owned.IsCancellationRequested)
            {
                // Unreachable, too slow, behind an open circuit breaker: not the recording's fault, so it is not counted.
                LogNotClaimed(work.RecordingId, exception);
                await queue.SendLaterAsync(work with { Returns = returns }, cancellationToken);
                return ProcessingOutcome.Postponed;
            }

            if (ticket is null)
            {
                return ProcessingOutcome.Superseded;
            }

            findings = await job.RunAsync(ticket, found => ReportAsync(work, findings = found, owned.Token), owned.Token);
            await bus.Publish(new ProcessingDone(work.RecordingId, work.Generation, findings, time.GetUtcNow()), owned.Token);
            return ProcessingOutcome.Done;
        }
        catch (ProcessingFailure failure)
        {
            await FailAsync(work, failure.Code, failure.Message, failure.Findings ?? findings, cancellationToken);
            return ProcessingOutcome.Failed;
        }
        catch (Exception exception) when (!owned.IsCancellationRequested && IsOutage(exception, findings))
        {
            // An outage concerns every recording and says nothing of this one, so it is not counted.
            LogStorageAway(work.RecordingId, exception);
            // Once the original is fetched, it was a result that could not be stored.
            var isOutage = ticket is null || IsFetched(findings) || !await job.AnswersAsync(ticket, owned.Token);
            if (!isOutage && work.Unreadable >= MaxUnreadable)
            {
                await FailAsync(work, ProcessingErrorCodes.Failed, "The stored video cannot be read to its end.", findings, cancellationToken);
                return ProcessingOutcome.Failed;
            }

            await queue.SendLaterAsync(work with { Returns = returns, Unreadable = work.Unreadable + (isOutage ? 0 : 1) }, cancellationToken);
            return ProcessingOutcome.Postponed;
        }
        catch (Exception exception) when (!owned.IsCancellationRequested)
        {
            LogAttemptFailed(work.RecordingId, work.Attempt, exception);
            if (work.Attempt < MaxAttempts)
            {
                await queue.SendLaterAsync(work with { Attempt = work.Attempt + 1, Returns = 0 }, cancellationToken);
                return ProcessingOutcome.Retried;
            }

            await FailAsync(work, ProcessingErrorCodes.Failed, "The recording could not be processed; the video itself is stored.", findings, cancellationToken);
            return ProcessingOutcome.Failed;
        }
    }

    /// <summary>Whether the storage failed. A file that ends early is a broken download, or, after that, a fault of this worker's disk.</summary>
    private static bool IsOutage(Exception exception, ProcessingFindings findings) =>
        exception is StorageException { Error: StorageError.Unavailable } or HttpRequestException || (exception is EndOfStreamException && !IsFetched(findings));

    private static bool IsFetched(ProcessingFindings findings) => findings.Sha256 is not null;

    private Task ReportAsync(ProcessRecording work, ProcessingFindings findings, CancellationToken cancellationToken) =>
        bus.Publish(new ProcessingProgressed(work.RecordingId, work.Generation, findings, time.GetUtcNow()), cancellationToken);

    private Task FailAsync(ProcessRecording work, string code, string reason, ProcessingFindings findings, CancellationToken cancellationToken) =>
        bus.Publish(new ProcessingFailed(work.RecordingId, work.Generation, code, reason, findings, time.GetUtcNow()), cancellationToken);

    [LoggerMessage(LogLevel.Warning, "Recordings unreachable, processing postponed: recording {RecordingId}")]
    private partial void LogNotClaimed(string recordingId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Storage unavailable, processing postponed: recording {RecordingId}")]
    private partial void LogStorageAway(string recordingId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Attempt {Attempt} failed: recording {RecordingId}")]
    private partial void LogAttemptFailed(string recordingId, int attempt, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Outcome not reported, tried again: recording {RecordingId}")]
    private partial void LogNotReported(string recordingId, Exception exception);

    [LoggerMessage(LogLevel.Information, "Processing over: recording {RecordingId}, request {Generation}, attempt {Attempt}, {Outcome} after {Seconds:0.0} s")]
    private partial void LogOver(string recordingId, int generation, int attempt, ProcessingOutcome outcome, double seconds);
}

/// <summary>The outcome of an attempt; its name is a tag of the metrics.</summary>
internal enum ProcessingOutcome
{
    /// <summary>Everything is made and stored.</summary>
    Done,

    /// <summary>It failed for good.</summary>
    Failed,

    /// <summary>It failed, and is tried again later.</summary>
    Retried,

    /// <summary>Another worker has the recording, or Recordings or the storage cannot be reached; it is tried again later.</summary>
    Postponed,

    /// <summary>There is nothing to do: it was done, superseded, or deleted.</summary>
    Superseded,
}
