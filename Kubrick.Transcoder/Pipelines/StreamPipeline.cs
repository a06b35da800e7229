using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Storage;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Pipelines;

/// <summary>Everything that is made of a stream, from the checkpoint to the last event.</summary>
internal sealed partial class StreamPipeline(
    StreamLogClient logs,
    CheckpointStore checkpoints,
    StorageRetry retry,
    IObjectReader objects,
    StorageKeys keys,
    StreamMaker maker,
    StreamFinish finish,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<StreamPipeline> logger)
{
    private const int MostAttempts = 5;
    private const int LooksForLog = 5;

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan GiveBackPatience = TimeSpan.FromSeconds(2);

    /// <summary>Works on a stream until it is over. The caller erases the stream of a deleted recording.</summary>
    /// <param name="job">The stream.</param>
    /// <param name="proof">Knows whether this worker has it still.</param>
    /// <param name="cancellationToken">Gives it back.</param>
    /// <exception cref="StreamLogMissingException">Its chunk log was removed meanwhile.</exception>
    public async Task<StreamOutcome> RunAsync(TranscodeStream job, WriteFence proof, CancellationToken cancellationToken)
    {
        var progress = new StreamProgress();
        var found = await retry.RunAsync(job.RecordingId, progress, cancel => checkpoints.FindAsync(job.RecordingId, cancel), cancellationToken);
        if (found is { IsDeleted: true })
        {
            return StreamOutcome.Deleted;
        }

        if (!await HasLogAsync(job.RecordingId, cancellationToken))
        {
            // Before anything is made that would stay behind.
            LogNoLog(job.RecordingId);
            return StreamOutcome.Gone;
        }

        if (found is null && await IsOverAsync(job, progress, cancellationToken))
        {
            LogOver(job.RecordingId);
            return StreamOutcome.Duplicate;
        }

        using var checkpoint = new CheckpointKeeper(job.RecordingId, found ?? new Checkpoint(), checkpoints, retry, progress, proof);
        if (found is null)
        {
            // Before anything is made: whoever finds something and no checkpoint takes the stream for one that was brought to its end.
            await checkpoint.UpdateAsync(current => current, cancellationToken);
        }

        var attempts = checkpoint.Current.Attempts;
        LogTaken(job.RecordingId, attempts + 1, checkpoint.Current.Segments.Count);
        StreamMade made;
        try
        {
            made = await maker.RunAsync(job, checkpoint, progress, attempts >= MostAttempts, cancellationToken);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            await GiveBackAsync(job, checkpoint, attempts);
            throw;
        }

        return made.IsDeleted ? StreamOutcome.Deleted : await finish.RunAsync(job, checkpoint, made, progress, cancellationToken);
    }

    /// <summary>A worker that is stopped did not fail. Not so where the broker was lost: another one may have the stream already, and its checkpoint is not to be touched.</summary>
    private async Task GiveBackAsync(TranscodeStream job, CheckpointKeeper checkpoint, int attempts)
    {
        if (checkpoint.Current.Attempts <= attempts)
        {
            return;
        }

        using var patience = new CancellationTokenSource(GiveBackPatience, time);
        try
        {
            await checkpoint.UpdateAsync(current => current with { Attempts = attempts }, patience.Token);
        }
        catch (Exception exception) when (exception is StreamFailure or LogLostException or OperationCanceledException)
        {
            LogStaysCounted(job.RecordingId, exception);
        }
    }

    /// <summary>Whether another worker brought the stream to its end, and only its acknowledgement was lost: the checkpoint is gone then, what was made is there.</summary>
    private async Task<bool> IsOverAsync(TranscodeStream job, StreamProgress progress, CancellationToken cancellationToken)
    {
        string[] made =
        [
            keys.Playlist(job.RecordingId),
            keys.Video(job.RecordingId, job.CreatedAt, job.StorageSequence, "video/webm"),
            keys.Video(job.RecordingId, job.CreatedAt, job.StorageSequence, "video/mp4"),
        ];
        foreach (var key in made)
        {
            if (await retry.RunAsync(job.RecordingId, progress, cancel => objects.FindAsync(key, cancel), cancellationToken) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A broker that is just starting may not know its logs yet, and a message that is dropped is a stream that nobody ends.</summary>
    private async Task<bool> HasLogAsync(string recordingId, CancellationToken cancellationToken)
    {
        for (var look = 1; !await logs.ExistsAsync(LogNames.ChunkLog(recordingId), cancellationToken); look++)
        {
            if (look == LooksForLog)
            {
                return false;
            }

            await Task.Delay(LookInterval, time, cancellationToken);
        }

        return true;
    }

    [LoggerMessage(LogLevel.Warning, "There is no chunk log of {RecordingId} any more; its message is dropped")]
    private partial void LogNoLog(string recordingId);

    [LoggerMessage(LogLevel.Information, "Took the stream {RecordingId}, attempt {Attempt}, {Segments} segments are stored")]
    private partial void LogTaken(string recordingId, int attempt, int segments);

    [LoggerMessage(LogLevel.Warning, "The stream {RecordingId} was given back, and counts as one that was failed at")]
    private partial void LogStaysCounted(string recordingId, Exception exception);

    [LoggerMessage(LogLevel.Information, "The stream {RecordingId} was brought to its end before")]
    private partial void LogOver(string recordingId);
}
