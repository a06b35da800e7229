using Kubrick.Contracts.Streams;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.FFmpeg;
using Kubrick.Transcoder.Streams;
using Kubrick.Transcoder.Segments;

namespace Kubrick.Transcoder.Media;

/// <summary>Transcodes a stream from where its checkpoint says to its end: one run of FFmpeg after the other, for every container, and again where one breaks.</summary>
internal sealed partial class MediaTranscoder(MediaParts parts, Checkpoint checkpoint, AnnouncedSegments announced)
{
    private const int MostFailures = 3;

    private readonly ILogger logger = parts.Logger;
    private readonly OutputState state = new()
    {
        NextSequence = checkpoint.Segments.Count,
        Discontinuities = checkpoint.Segments.Count(segment => segment.IsDiscontinuity),
        EndUs = checkpoint.Resume?.ExpectedStartUs,
        StreamEndUs = checkpoint.Resume is { } resume ? resume.Timeline.BaseUs + (resume.ExpectedStartUs) : 0,
        Epoch = checkpoint.Resume?.Timeline.Epoch ?? -1,
        Init = checkpoint.Resume?.Init,
        Announced = announced.Highest,
        AnnouncedInits = announced.Inits,
    };

    /// <summary>Works until the log ends.</summary>
    /// <exception cref="StreamFailure">There is nothing to play, or FFmpeg failed again and again.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var first = new FirstPart(parts.Options.FirstPartPatience, parts.Time, state.NextSequence > 0 || state.Announced >= 0);
        using var running = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, first.Late);
        parts.Activity.PublisherLooked += first.Looked;
        try
        {
            await RunAsync(first, running.Token);
        }
        catch (OperationCanceledException) when (first.Late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw first.Failure();
        }
        finally
        {
            parts.Activity.PublisherLooked -= first.Looked;
        }
    }

    private async Task RunAsync(FirstPart first, CancellationToken cancellationToken)
    {
        var start = checkpoint.Resume is { } resume ? MediaStart.From(resume) : MediaStart.Beginning;
        var hasBytes = false;
        var failures = 0;
        while (true)
        {
            var made = state.Made;
            var run = new MediaRun(parts, start, state, first);
            var end = await run.RunAsync(cancellationToken);
            hasBytes |= run.HasBytes;
            switch (end)
            {
                case MediaRunEnd.NewContainer container:
                    LogNewContainer(parts.Job.RecordingId);
                    failures = 0;
                    state.EndUs = null;
                    start = new MediaStart(container.Position, null, state.Epoch + 1, state.StreamEndUs, state.NextSequence > 0);
                    break;
                case MediaRunEnd.Broken { Problem: FFmpegMessage.PictureTooLarge } tooLarge:
                    throw new StreamFailure(StreamErrorCodes.InvalidMedia, tooLarge.Problem);
                case MediaRunEnd.Broken broken:
                    failures = state.Made > made ? 1 : failures + 1;
                    Complain(broken.Problem, failures);
                    start = run.Again(failures);
                    break;
                default:
                    Check(hasBytes);
                    return;
            }
        }
    }

    private void Check(bool hasBytes)
    {
        if (state.NextSequence == 0)
        {
            throw hasBytes
                ? new StreamFailure(StreamErrorCodes.InvalidMedia, "The recorder sent nothing that can be played.")
                : new StreamFailure(StreamErrorCodes.NoMedia, "The recorder sent nothing.");
        }
    }

    private void Complain(string problem, int failures)
    {
        LogBroken(parts.Job.RecordingId, problem);
        parts.Progress.Complain(problem);
        parts.Metrics.FFmpegRestarted();
        if (failures > MostFailures)
        {
            throw new StreamFailure(StreamErrorCodes.TranscodingFailed, "The transcoder failed again and again on what the recorder sent.");
        }
    }

    [LoggerMessage(LogLevel.Information, "The recorder of {RecordingId} began a new container")]
    private partial void LogNewContainer(string recordingId);

    [LoggerMessage(LogLevel.Warning, "FFmpeg is started again on {RecordingId}: {Problem}")]
    private partial void LogBroken(string recordingId, string problem);
}
