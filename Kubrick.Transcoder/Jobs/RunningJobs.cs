using Kubrick.Contracts.Streams;
using Kubrick.Transcoder.Pipelines;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Kubrick.Transcoder.Jobs;

/// <summary>The streams that were taken over one channel.</summary>
internal sealed partial class RunningJobs(IChannel channel, StreamWorker worker, TimeProvider time, ILogger logger, CancellationToken lost)
{
    private static readonly TimeSpan FailureWait = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly HashSet<Task> running = [];

    /// <summary>Begins with a message.</summary>
    public void Start(ulong tag, bool isRedelivered, byte[] body)
    {
        var job = Task.Run(() => RunAsync(tag, isRedelivered, body), CancellationToken.None);
        lock (gate)
        {
            running.Add(job);
        }

        _ = job.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Waits until all have ended.</summary>
    public Task EndAsync()
    {
        lock (gate)
        {
            return Task.WhenAll(running);
        }
    }

    private void Forget(Task job)
    {
        lock (gate)
        {
            running.Remove(job);
        }
    }

    private async Task RunAsync(ulong tag, bool isRedelivered, byte[] body)
    {
        if (TranscodeJob.Read(body) is not { } job)
        {
            // It would come back for ever.
            LogMalformed(body.Length);
            await AnswerAsync(() => channel.BasicAckAsync(tag, multiple: false, CancellationToken.None));
            return;
        }

        var isDone = await WorkAsync(job, isRedelivered);
        await AnswerAsync(() => isDone
            ? channel.BasicAckAsync(tag, multiple: false, CancellationToken.None)
            : channel.BasicNackAsync(tag, multiple: false, requeue: true, CancellationToken.None));
    }

    private async Task<bool> WorkAsync(TranscodeStream job, bool isRedelivered)
    {
        try
        {
            if (await worker.RunAsync(job, isRedelivered, lost) != StreamOutcome.Busy)
            {
                return true;
            }

            await Task.Delay(FailureWait, time, lost).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return false;
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception)
        {
            LogFailed(job.RecordingId, exception);
            await Task.Delay(FailureWait, time, lost).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return false;
        }
    }

    private async Task AnswerAsync(Func<ValueTask> answer)
    {
        try
        {
            await answer();
        }
        catch (Exception exception) when (exception is RabbitMQClientException or ObjectDisposedException or OperationCanceledException)
        {
            // With the channel the broker has taken the message back itself.
            LogNoAnswer(exception);
        }
    }

    [LoggerMessage(LogLevel.Error, "A message of {Bytes} bytes is no stream to transcode; it is dropped")]
    private partial void LogMalformed(int bytes);

    [LoggerMessage(LogLevel.Error, "The work on {RecordingId} broke off; it goes back to the queue")]
    private partial void LogFailed(string recordingId, Exception exception);

    [LoggerMessage(LogLevel.Debug, "A message could not be answered")]
    private partial void LogNoAnswer(Exception exception);
}
