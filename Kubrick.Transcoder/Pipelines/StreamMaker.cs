using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Storage;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Archive;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Chunks;
using Kubrick.Transcoder.Media;
using Kubrick.Transcoder.Publishers;
using Kubrick.Transcoder.Segments;
using Kubrick.Transcoder.Streams;
using Microsoft.Extensions.Options;

namespace Kubrick.Transcoder.Pipelines;

/// <summary>Runs a stream's parts side by side, archive, transcoding, storing and the watch over its publisher, and brings them to one end.</summary>
internal sealed partial class StreamMaker(
    StreamLogClient logs,
    ChunkReader chunks,
    ArchiveStorage archives,
    IObjectWriter objects,
    StorageRetry retry,
    PublisherEnd publisher,
    PublisherWatch watch,
    StreamEvents events,
    TranscoderMetrics metrics,
    StorageKeys keys,
    MediaNames names,
    IOptions<TranscoderOptions> options,
    TimeProvider time,
    ILogger<StreamMaker> logger)
{
    private static readonly TimeSpan AskInterval = TimeSpan.FromSeconds(2);

    /// <summary>Makes everything of a stream, up to its end.</summary>
    /// <param name="job">The stream.</param>
    /// <param name="checkpoint">How far it is.</param>
    /// <param name="progress">Its numbers.</param>
    /// <param name="isWornOut">Whether too many workers failed at it: then only its bytes are kept.</param>
    /// <param name="cancellationToken">Gives it back.</param>
    public async Task<StreamMade> RunAsync(
        TranscodeStream job, CheckpointKeeper checkpoint, StreamProgress progress, bool isWornOut, CancellationToken cancellationToken)
    {
        var rules = new PlaylistRules(options.Value, keys, names);
        var activity = new StreamActivity(time);
        using var running = new SideBySide(cancellationToken);
        await using var parts = await PartLog.OpenAsync(logs, job.RecordingId, cancellationToken);
        var announced = await AnnouncedSegments.ReadAsync(logs, parts, checkpoint.Current, cancellationToken);
        var store = new SegmentStore(job.RecordingId, objects, retry, checkpoint, parts, progress, rules, metrics, time, options.Value.WaitingBytes, TellAsync);
        var media = new MediaTranscoder(
            new MediaParts(job, options.Value, rules, chunks, parts, store, activity, progress, metrics, time, logger), announced.After(checkpoint.Current), announced);
        using var archive = new ArchiveWriter(job, chunks, archives, checkpoint, progress, activity, CountAsync);
        var telling = TellAsync();
        var archiving = running.GuardAsync(archive.RunAsync(running.Token));
        var watching = running.GuardAsync(WatchAsync());
        var making = running.GuardAsync(isWornOut ? WornOutAsync(store, running.Token) : MakeAsync(media, store, announced, running.Token));
        try
        {
            return await running.EndAsync(EndAsync(job, store, archiving, making, activity, running, cancellationToken));
        }
        finally
        {
            await running.CancelAsync();
            await Task.WhenAll(telling, archiving, watching, making).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task CountAsync()
        {
            // A worker that had nothing to read cannot have failed at it.
            await checkpoint.UpdateAsync(current => current with { Attempts = current.Attempts + 1 }, running.Token);
            await TellAsync();
        }

        Task TellAsync() =>
            events.ProgressedAsync(job.RecordingId, checkpoint.Current.Segments.Count, checkpoint.Current.BytesUploaded, progress, running.Token);

        async Task<bool> WatchAsync()
        {
            await watch.RunAsync(job.RecordingId, activity, running.Token);
            return true;
        }
    }

    /// <summary>Transcodes and stores, and answers why that failed; null where it did not.</summary>
    private static async Task<StreamFailure?> MakeAsync(MediaTranscoder media, SegmentStore store, AnnouncedSegments announced, CancellationToken cancellationToken)
    {
        using var running = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var storing = StoreAsync();
        try
        {
            await announced.StoreAsync(store, running.Token);
            await media.RunAsync(running.Token);
            store.Complete();
            await storing;
            return null;
        }
        catch (StreamFailure failure)
        {
            // What was made before is stored.
            store.Complete();
            await storing;
            return failure;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await storing;
            throw;
        }
        finally
        {
            await running.CancelAsync();
            await storing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task StoreAsync()
        {
            try
            {
                await store.RunAsync(running.Token);
            }
            catch
            {
                await running.CancelAsync();
                throw;
            }
        }
    }

    private static async Task<StreamFailure?> WornOutAsync(SegmentStore store, CancellationToken cancellationToken)
    {
        store.Complete();
        await store.RunAsync(cancellationToken);
        return new StreamFailure(StreamErrorCodes.TranscodingFailed, "The transcoder failed again and again on this stream.");
    }

    private async Task<StreamMade> EndAsync(
        TranscodeStream job,
        SegmentStore store,
        Task<ArchiveResult> archiving,
        Task<StreamFailure?> making,
        StreamActivity activity,
        SideBySide running,
        CancellationToken cancellationToken)
    {
        StreamFailure? failure = null;
        ArchiveResult? archive = null;
        await Task.WhenAny(archiving, making);
        if (making.IsCompleted)
        {
            failure = await FailureOfAsync(making);
            if (failure is not null)
            {
                await StopPublisherAsync(job, failure, archiving, activity, cancellationToken);
            }
        }

        try
        {
            archive = await archiving;
        }
        catch (StreamFailure archiveFailure)
        {
            LogArchiveLost(job.RecordingId, archiveFailure);
            failure ??= archiveFailure;
            await running.CancelAsync();
        }

        if (archive?.Reason == StreamEndReason.Deleted)
        {
            return new StreamMade(true, null, false, null, null);
        }

        if (archive is not null)
        {
            failure = await FailureOfAsync(making) ?? failure;
        }
        else
        {
            await ((Task)making).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await publisher.AskAsync(job.RecordingId, cancellationToken);
        }

        string? manifest;
        try
        {
            manifest = await store.FinishAsync(cancellationToken);
        }
        catch (StreamFailure last)
        {
            (failure, manifest) = (failure ?? last, null);
        }

        return new StreamMade(false, archive?.Archive, archive is null, manifest, failure);
    }

    private static async Task<StreamFailure?> FailureOfAsync(Task<StreamFailure?> making)
    {
        try
        {
            return await making;
        }
        catch (StreamFailure failure)
        {
            return failure;
        }
    }

    /// <summary>A stream that failed goes on coming until its publisher is told; the archive is to hold all that was acknowledged.</summary>
    private async Task StopPublisherAsync(
        TranscodeStream job, StreamFailure failure, Task<ArchiveResult> archiving, StreamActivity activity, CancellationToken cancellationToken)
    {
        LogFailed(job.RecordingId, failure.Code, failure.InnerException ?? failure);
        while (!archiving.IsCompleted && !activity.IsOver)
        {
            if (await publisher.IsPublishingAsync(job.RecordingId, cancellationToken))
            {
                await publisher.AskAsync(job.RecordingId, cancellationToken);
            }
            else
            {
                await publisher.TryAppendAsync(job.RecordingId, activity.Next, StreamEndReason.Closed, cancellationToken);
            }

            await Task.WhenAny(archiving, Task.Delay(AskInterval, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    [LoggerMessage(LogLevel.Error, "The stream {RecordingId} failed: {Code}")]
    private partial void LogFailed(string recordingId, string code, Exception exception);

    [LoggerMessage(LogLevel.Critical, "The recorder's bytes of {RecordingId} could not be stored; its chunk log is kept")]
    private partial void LogArchiveLost(string recordingId, Exception exception);
}
