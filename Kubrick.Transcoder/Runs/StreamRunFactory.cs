using Kubrick.Transcoder.Archive;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Chunks;
using Kubrick.Transcoder.Ending;
using Kubrick.Transcoder.Media;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Runs;

/// <summary>Creates the <see cref="StreamRun"/> of a stream.</summary>
internal sealed class StreamRunFactory(
    ChunkLogReader chunks,
    ArchiveStorage archives,
    MediaPipelineFactory media,
    PublisherWatch watch,
    StreamEnder ender,
    StreamEvents events,
    TimeProvider time,
    ILogger<StreamRun> logger)
{
    /// <summary>Claims the stream's part log and connects the parts of the run.</summary>
    public async Task<StreamRun> CreateAsync(OwnedStream stream, CheckpointKeeper checkpoint, CancellationToken cancellationToken)
    {
        var activity = new StreamActivity(time);
        var pipeline = await media.OpenAsync(stream, checkpoint, activity, ReportAsync, cancellationToken);
        var archive = new ArchiveWriter(stream, chunks, archives, checkpoint, activity, CountAttemptAsync);
        return new StreamRun(stream, activity, archive, pipeline, watch, ender, ReportAsync, logger);

        Task ReportAsync(CancellationToken cancel) => events.ProgressedAsync(stream.Id, stream.Progress, cancel);

        // On the first bytes: a worker that had nothing to read cannot have failed on the stream.
        async Task CountAttemptAsync(CancellationToken cancel)
        {
            await checkpoint.UpdateAsync(current => current with { Attempts = current.Attempts + 1 }, cancel);
            await ReportAsync(cancel);
        }
    }
}
