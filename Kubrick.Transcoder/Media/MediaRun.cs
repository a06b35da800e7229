using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Transcoder.Chunks;
using Kubrick.Transcoder.FFmpeg;

namespace Kubrick.Transcoder.Media;

/// <summary>
/// One FFmpeg over one container, from the chunk log to parts and segments. Every step waits for the next one, so under back-pressure the bytes wait in the log.
/// </summary>
internal sealed class MediaRun(MediaContext context, MediaStart start, OutputState state, SourceLosses losses)
{
    private readonly SourceInput input = new(start, context.Options.MaxPixels, losses);
    private readonly ContainerChange change = new(start.Middle?.SourceEpoch);
    private FFmpegRun? ffmpeg;
    private OutputWriter? writer;
    private MediaRunEnd? inputEnd;

    /// <summary>Whether a byte of the recorder was read.</summary>
    public bool HasBytes { get; private set; }

    /// <summary>Runs until the log ends, the recorder starts a new container, or FFmpeg fails.</summary>
    /// <exception cref="Streams.StreamFailure">The recorder's bytes cannot be played.</exception>
    public async Task<MediaRunEnd> RunAsync(CancellationToken cancellationToken)
    {
        losses.Start(isMiddle: start.Middle is not null);
        using var feeding = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await FeedUntilEndedAsync(feeding, cancellationToken);
            if (ffmpeg is null)
            {
                return inputEnd ?? new MediaRunEnd.EndOfLog();
            }

            ffmpeg.CloseInput();
            return await ffmpeg.WhenEndedAsync() ?? inputEnd ?? new MediaRunEnd.Broken("FFmpeg ended before its input did.");
        }
        finally
        {
            if (ffmpeg is not null)
            {
                await ffmpeg.DisposeAsync();
            }
        }
    }

    /// <summary>Where the next run starts after this one broke.</summary>
    /// <param name="failures">How many runs in a row made no progress, this one included; each retry starts further on.</param>
    public MediaStart RetryStart(int failures)
    {
        var tracker = input.Tracker;
        if (tracker?.Header is not { } header || writer is null)
        {
            return start;
        }

        var position = failures switch
        {
            1 => state.EndUs is { } endUs ? tracker.At(endUs) : start.Position,
            2 => tracker.After(input.OpenedAt),
            _ => null,
        };
        if (failures > 1 || position is null)
        {
            // What lies between is not repeated.
            context.Stream.Progress.Losses.Add(StreamLossKinds.Skipped);
        }

        var timeline = writer.Timeline();
        return new MediaStart(
            position ?? tracker.Consumed,
            new MiddleOfContainer(header.Container, header.Bytes.ToArray(), input.SourceEpoch, timeline, state.EndUs, state.Init),
            timeline.InitNumber,
            timeline.BaseUs,
            IsDiscontinuity: false);
    }

    private async Task FeedUntilEndedAsync(CancellationTokenSource feeding, CancellationToken cancellationToken)
    {
        try
        {
            await FeedAsync(feeding, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && ffmpeg is { HasEnded: true })
        {
            // FFmpeg ended before its input; the task that reads its output reports why.
        }
    }

    private async Task FeedAsync(CancellationTokenSource feeding, CancellationToken cancellationToken)
    {
        await foreach (var chunk in context.Input.ChunkLog.ReadAsync(context.Stream.Id, start.Position, feeding.Token))
        {
            context.Input.Activity.RecordRead(chunk);
            if (chunk.Header.Kind == ChunkKind.Claim)
            {
                context.Input.FirstPart.PublisherConnected();
            }

            if (chunk.Header.Kind == ChunkKind.Lost)
            {
                // The archive's reader counts it.
                continue;
            }

            var data = change.Take(chunk, out var newContainer);
            foreach (var record in data)
            {
                if (!await FeedAsync(record, feeding, cancellationToken))
                {
                    return;
                }
            }

            if (newContainer is not null)
            {
                inputEnd = new MediaRunEnd.NewContainer(newContainer);
                return;
            }

            if (chunk.Header.Kind == ChunkKind.End)
            {
                inputEnd = new MediaRunEnd.EndOfLog();
                return;
            }
        }
    }

    /// <summary>Writes a chunk's bytes to FFmpeg; false when FFmpeg takes no more.</summary>
    private async ValueTask<bool> FeedAsync(ChunkRecord chunk, CancellationTokenSource feeding, CancellationToken cancellationToken)
    {
        if (chunk.Bytes.Length > 0)
        {
            HasBytes = true;
            context.Input.FirstPart.BytesArrived();
        }

        ffmpeg?.InputArrived();
        foreach (var bytes in input.Take(chunk))
        {
            ffmpeg ??= StartFFmpeg(feeding, cancellationToken);
            if (!await ffmpeg.WriteAsync(bytes, feeding.Token))
            {
                return false;
            }
        }

        return true;
    }

    private FFmpegRun StartFFmpeg(CancellationTokenSource feeding, CancellationToken cancellationToken)
    {
        writer = new OutputWriter(context, start, state, input);
        var plan = new FFmpegPlan(input.Tracker!.Header!, VideoQuality.Of(context.Stream.Job.Quality), context.Options);
        return FFmpegRun.Start(context, plan, writer, feeding, cancellationToken);
    }
}

/// <summary>How a run of FFmpeg ended.</summary>
internal abstract record MediaRunEnd
{
    private MediaRunEnd()
    {
    }

    /// <summary>The log's end was read, and FFmpeg transcoded everything before it.</summary>
    internal sealed record EndOfLog : MediaRunEnd;

    /// <summary>The recorder started a new container.</summary>
    /// <param name="Position">Where it starts.</param>
    internal sealed record NewContainer(ChunkPosition Position) : MediaRunEnd;

    /// <summary>The video has more pixels than the settings allow.</summary>
    internal sealed record VideoTooLarge : MediaRunEnd;

    /// <summary>FFmpeg ended before its input, or produced no output.</summary>
    /// <param name="Problem">One sentence.</param>
    internal sealed record Broken(string Problem) : MediaRunEnd;
}
