using Kubrick.Transcoder.Archive;
using Kubrick.Transcoder.Chunks;
using Kubrick.Transcoder.Ending;
using Kubrick.Transcoder.Media;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Runs;

/// <summary>Runs a stream to its end: archives it, transcodes it and watches its publisher, concurrently.</summary>
internal sealed partial class StreamRun(
    OwnedStream stream,
    StreamActivity activity,
    ArchiveWriter archive,
    MediaPipeline media,
    PublisherWatch watch,
    StreamEnder ender,
    Func<CancellationToken, Task> reportProgress,
    ILogger logger) : IAsyncDisposable
{
    /// <summary>Runs the stream.</summary>
    /// <param name="isGivenUp">Whether too many workers failed on it: then only its bytes are kept.</param>
    /// <param name="cancellationToken">Releases the stream.</param>
    public async Task<RunResult> RunAsync(bool isGivenUp, CancellationToken cancellationToken)
    {
        using var tasks = new TaskGroup(cancellationToken);
        var reporting = reportProgress(tasks.Token);
        var archiving = tasks.AddAsync(archive.RunAsync(tasks.Token));
        var watching = tasks.AddAsync(watch.RunAsync(stream.Id, activity, media.FirstPart, tasks.Token));
        var transcoding = tasks.AddAsync(isGivenUp ? media.GiveUpAsync(tasks.Token) : media.RunAsync(tasks.Token));
        try
        {
            return await tasks.JoinAsync(JoinAsync(archiving, transcoding, tasks, cancellationToken));
        }
        finally
        {
            await tasks.CancelAsync();
            await Task.WhenAll(reporting, archiving, watching, transcoding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        archive.Dispose();
        await media.DisposeAsync();
    }

    private async Task<RunResult> JoinAsync(
        Task<ArchiveResult> archiving, Task<StreamFailure?> transcoding, TaskGroup tasks, CancellationToken cancellationToken)
    {
        StreamFailure? failure = null;
        await Task.WhenAny(archiving, transcoding);
        if (transcoding.IsCompleted)
        {
            failure = await FailureOfAsync(transcoding);
            if (failure is not null)
            {
                // The archive contains everything that is acknowledged until the publisher stops.
                LogFailed(stream.Id, failure.Code, failure.InnerException ?? failure);
                await ender.EndAsync(stream.Id, activity, archiving, cancellationToken);
            }
        }

        var archived = await archiving;
        switch (archived)
        {
            case ArchiveResult.Discarded:
                return new RunResult.StreamDeleted();
            case ArchiveResult.Lost lost:
                LogArchiveLost(stream.Id, lost.Failure);
                await tasks.CancelAsync();
                await ((Task)transcoding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await ender.AskToStopAsync(stream.Id, cancellationToken);
                break;
            default:
                failure = await FailureOfAsync(transcoding);
                break;
        }

        return RunResult.Decide(archived, failure, await media.FinishAsync(cancellationToken));
    }

    private static async Task<StreamFailure?> FailureOfAsync(Task<StreamFailure?> transcoding)
    {
        try
        {
            return await transcoding;
        }
        catch (StreamFailure failure)
        {
            return failure;
        }
    }

    [LoggerMessage(LogLevel.Error, "Stream failed: {RecordingId}, {Code}")]
    private partial void LogFailed(string recordingId, string code, Exception exception);

    [LoggerMessage(LogLevel.Critical, "Archive lost: stream {RecordingId}, its chunk log is kept")]
    private partial void LogArchiveLost(string recordingId, Exception exception);
}
