using Kubrick.Contracts.Logs;
using Kubrick.Transcoder.FFmpeg;

namespace Kubrick.Transcoder.Media;

/// <summary>One FFmpeg over one container: from the chunk log to parts and segments. Every step waits for the next, so that what waits at last is the log.</summary>
internal sealed class MediaRun(MediaParts parts, MediaStart start, OutputState state, FirstPart first)
{
    private readonly SourceInput input = new(start, parts.Options.MaxPixels);
    private readonly ContainerChange change = new(start.Middle?.SourceEpoch);
    private FFmpegRun? ffmpeg;
    private OutputWriter? writer;
    private MediaRunEnd? read;

    /// <summary>Whether a byte of the recorder came.</summary>
    public bool HasBytes { get; private set; }

    /// <summary>Runs until the log ends, the recorder begins a new container, or FFmpeg breaks.</summary>
    /// <exception cref="Streams.StreamFailure">The recorder's bytes are nothing that can be played.</exception>
    public async Task<MediaRunEnd> RunAsync(CancellationToken cancellationToken)
    {
        using var feeding = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await FeedUntilEndedAsync(feeding, cancellationToken);
            if (ffmpeg is null)
            {
                return read ?? new MediaRunEnd.Over();
            }

            ffmpeg.CloseInput();
            var problem = await ffmpeg.WhenEndedAsync();
            return problem is not null || read is null ? new MediaRunEnd.Broken(problem ?? "FFmpeg ended before its input did.") : read;
        }
        finally
        {
            if (ffmpeg is not null)
            {
                await ffmpeg.DisposeAsync();
            }
        }
    }

    /// <summary>Where to go on after this run broke.</summary>
    /// <param name="failures">How many runs in a row got nowhere, this one included; each tries a place further on.</param>
    public MediaStart Again(int failures)
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
        var timeline = writer.Timeline();
        return new MediaStart(
            position ?? tracker.Consumed,
            new MiddleOfContainer(header.Container, header.Bytes.ToArray(), input.SourceEpoch, timeline, state.EndUs, state.Init),
            timeline.Epoch,
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
            // FFmpeg ended before its input; its other end tells why.
        }
    }

    private async Task FeedAsync(CancellationTokenSource feeding, CancellationToken cancellationToken)
    {
        await foreach (var chunk in parts.Chunks.ReadAsync(parts.Job.RecordingId, start.Position, feeding.Token))
        {
            parts.Activity.Saw(chunk);
            if (chunk.Header.Kind == ChunkKind.Claim)
            {
                first.Opened();
            }

            var own = change.Take(chunk, out var begun);
            foreach (var data in own)
            {
                if (data.Bytes.Length > 0)
                {
                    HasBytes = true;
                    first.BytesCame();
                }

                ffmpeg?.Coming();
                foreach (var bytes in input.Take(data))
                {
                    ffmpeg ??= StartFFmpeg(feeding, cancellationToken);
                    if (!await ffmpeg.WriteAsync(bytes, feeding.Token))
                    {
                        return;
                    }
                }
            }

            if (begun is not null)
            {
                read = new MediaRunEnd.NewContainer(begun);
                return;
            }

            if (chunk.Header.Kind == ChunkKind.End)
            {
                read = new MediaRunEnd.Over();
                return;
            }
        }
    }

    private FFmpegRun StartFFmpeg(CancellationTokenSource feeding, CancellationToken cancellationToken)
    {
        writer = new OutputWriter(parts, start, state, input, first);
        var plan = new FFmpegPlan(input.Tracker!.Header!, VideoQuality.Of(parts.Job.Quality), parts.Options);
        return FFmpegRun.Start(parts, plan, writer, input, state, feeding, cancellationToken);
    }
}
