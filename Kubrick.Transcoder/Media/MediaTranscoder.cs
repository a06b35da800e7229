using Kubrick.Contracts.Streams;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.FFmpeg;
using Kubrick.Transcoder.Segments;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Media;

/// <summary>Transcodes a stream from its checkpoint to its end, by one run of FFmpeg per container; a run that breaks is repeated.</summary>
internal sealed partial class MediaTranscoder(MediaContext context, Checkpoint checkpoint, AnnouncedSegments announced)
{
    private const int MaxFailures = 3;

    private readonly ILogger logger = context.Logger;
    private readonly SourceLosses losses = new(context.Stream.Progress.Losses);
    private readonly OutputState state = new()
    {
        NextSequence = checkpoint.Segments.Count,
        Discontinuities = checkpoint.Segments.Count(segment => segment.IsDiscontinuity),
        EndUs = checkpoint.Resume?.ExpectedStartUs,
        StreamEndUs = checkpoint.Resume is { } resume ? resume.Timeline.BaseUs + resume.ExpectedStartUs : 0,
        InitNumber = checkpoint.Resume?.Timeline.InitNumber ?? -1,
        Init = checkpoint.Resume?.Init,
        LastAnnounced = announced.Highest,
        AnnouncedInits = announced.Inits,
    };

    /// <summary>Runs until the log ends.</summary>
    /// <exception cref="StreamFailure">There is nothing to play, the first part is late, or FFmpeg failed repeatedly.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var deadline = context.Input.FirstPart;
        using var running = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Expired);
        try
        {
            await RunUntilExpiredAsync(running.Token);
        }
        catch (OperationCanceledException) when (deadline.Expired.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw deadline.Failure();
        }
    }

    private async Task RunUntilExpiredAsync(CancellationToken cancellationToken)
    {
        var start = checkpoint.Resume is { } resume ? MediaStart.From(resume) : MediaStart.FirstByte;
        var hasBytes = false;
        var failures = 0;
        while (true)
        {
            var countBefore = state.OutputCount;
            var run = new MediaRun(context, start, state, losses);
            var end = await run.RunAsync(cancellationToken);
            hasBytes |= run.HasBytes;
            switch (end)
            {
                case MediaRunEnd.NewContainer container:
                    LogNewContainer(context.Stream.Id);
                    failures = 0;
                    state.EndUs = null;
                    start = new MediaStart(container.Position, null, state.InitNumber + 1, state.StreamEndUs, state.NextSequence > 0);
                    break;
                case MediaRunEnd.VideoTooLarge:
                    throw new StreamFailure(StreamErrorCodes.InvalidMedia, FFmpegMessage.VideoTooLarge);
                case MediaRunEnd.Broken broken:
                    failures = state.OutputCount > countBefore ? 1 : failures + 1;
                    CountFailure(broken.Problem, failures);
                    start = run.RetryStart(failures);
                    break;
                default:
                    ThrowIfNothingPlayable(hasBytes);
                    return;
            }
        }
    }

    private void ThrowIfNothingPlayable(bool hasBytes)
    {
        if (state.NextSequence == 0)
        {
            throw hasBytes
                ? new StreamFailure(StreamErrorCodes.InvalidMedia, "The recorder sent nothing that can be played.")
                : new StreamFailure(StreamErrorCodes.NoMedia, "The recorder sent nothing.");
        }
    }

    private void CountFailure(string problem, int failures)
    {
        LogRestarted(context.Stream.Id, problem);
        context.Stream.Progress.AddError(problem);
        context.Output.Metrics.FFmpegRestarted();
        if (failures > MaxFailures)
        {
            throw new StreamFailure(StreamErrorCodes.TranscodingFailed, "The transcoder failed repeatedly on what the recorder sent.");
        }
    }

    [LoggerMessage(LogLevel.Information, "New container started: stream {RecordingId}")]
    private partial void LogNewContainer(string recordingId);

    [LoggerMessage(LogLevel.Warning, "FFmpeg restarted: stream {RecordingId}: {Problem}")]
    private partial void LogRestarted(string recordingId, string problem);
}
