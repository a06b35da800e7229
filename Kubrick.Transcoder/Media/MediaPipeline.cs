using Kubrick.Contracts.Streams;
using Kubrick.Storage;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Chunks;
using Kubrick.Transcoder.Ending;
using Kubrick.Transcoder.Segments;
using Kubrick.Transcoder.Streams;
using Microsoft.Extensions.Options;

namespace Kubrick.Transcoder.Media;

/// <summary>Transcodes one stream and, concurrently, stores its segments. First it stores the segments that previous workers published and did not store.</summary>
internal sealed class MediaPipeline(MediaContext context, MediaTranscoder transcoder, AnnouncedSegments announced) : IAsyncDisposable
{
    private readonly SegmentStore store = context.Output.Store;

    /// <summary>The deadline for the stream's first part.</summary>
    public FirstPartDeadline FirstPart => context.Input.FirstPart;

    /// <summary>Transcodes and stores everything up to the log's end.</summary>
    /// <returns>Why transcoding failed; null when it did not. Segments made before a failure are stored.</returns>
    /// <exception cref="StreamFailure">The storage failed for too long.</exception>
    public async Task<StreamFailure?> RunAsync(CancellationToken cancellationToken)
    {
        using var running = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var storing = StoreAsync();
        try
        {
            foreach (var item in announced.Items())
            {
                await store.AddAsync(item, running.Token);
            }

            await transcoder.RunAsync(running.Token);
            store.Complete();
            await storing;
            return null;
        }
        catch (StreamFailure failure)
        {
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

    /// <summary>Transcodes nothing, because too many workers failed on the stream.</summary>
    public async Task<StreamFailure?> GiveUpAsync(CancellationToken cancellationToken)
    {
        store.Complete();
        await store.RunAsync(cancellationToken);
        return new StreamFailure(StreamErrorCodes.TranscodingFailed, "The transcoder failed repeatedly on this stream.");
    }

    /// <summary>Stores the playlist of the whole stream; call it after the run.</summary>
    public async Task<FinalPlaylist> FinishAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new FinalPlaylist(await store.FinishAsync(cancellationToken), null);
        }
        catch (StreamFailure failure)
        {
            return new FinalPlaylist(null, failure);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        FirstPart.Dispose();
        await context.Output.PartLog.DisposeAsync();
    }
}

/// <summary>The playlist of a stream that is over.</summary>
/// <param name="Key">Its key; null when no segment can be played.</param>
/// <param name="Failure">Why it could not be stored; null when it was.</param>
internal sealed record FinalPlaylist(string? Key, StreamFailure? Failure);

/// <summary>Creates the <see cref="MediaPipeline"/> of a stream.</summary>
internal sealed class MediaPipelineFactory(
    StreamLogClient logs,
    ChunkLogReader chunks,
    IObjectWriter objects,
    SegmentFormat format,
    TranscoderMetrics metrics,
    IOptions<TranscoderOptions> options,
    TimeProvider time,
    ILogger<MediaPipeline> logger)
{
    /// <summary>Claims the stream's part log and reads what previous workers published.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="checkpoint">Its checkpoint.</param>
    /// <param name="activity">Notes what is read.</param>
    /// <param name="onProgress">Called when segments were stored.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<MediaPipeline> OpenAsync(
        OwnedStream stream, CheckpointKeeper checkpoint, StreamActivity activity, Func<CancellationToken, Task> onProgress, CancellationToken cancellationToken)
    {
        var partLog = await PartLogWriter.OpenAsync(logs, stream.Id, cancellationToken);
        try
        {
            var announced = await AnnouncedSegments.ReadAsync(partLog.ClaimAsync(logs, cancellationToken), checkpoint.Current);
            var start = announced.After(checkpoint.Current);
            stream.Progress.Losses.Restore(start.Resume?.Losses);
            var deadline = new FirstPartDeadline(options.Value.FirstPartTimeout, time, isMet: start.Segments.Count > 0 || announced.Highest >= 0);
            var store = new SegmentStore(stream, objects, checkpoint, partLog, format, metrics, time, onProgress);
            var context = new MediaContext(
                stream, new MediaInput(chunks, activity, deadline), new MediaOutput(partLog, store, format, metrics, metrics.WatchStream()), options.Value, time, logger);
            return new MediaPipeline(context, new MediaTranscoder(context, start, announced), announced);
        }
        catch
        {
            await partLog.DisposeAsync();
            throw;
        }
    }
}
