using System.Globalization;
using Kubrick.Transcoder.FFmpeg;
using Kubrick.Transcoder.Originals;

namespace Kubrick.Transcoder.Previews;

/// <summary>
/// Joins the runs of an original to one file. Each run is copied by FFmpeg to a stream of Matroska with its final times, encoded by another where it does not match, and appended without its
/// header to the input of a third FFmpeg, which writes the file. Only pipes lie between them: nothing is stored twice.
/// </summary>
internal sealed class RunJoiner(FFmpegTool tool, TranscoderOptions options, Original original, CopyPlan plan)
{
    /// <summary>Joins them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="FFmpegException">FFmpeg failed.</exception>
    public async Task JoinAsync(string path, CancellationToken cancellationToken)
    {
        var keyframes = original.Runs.Sum(run => run.Packets.Keyframes + (run.Packets.Timeline.DurationUs / RunEncoding.MaxKeyframeDistanceUs) + 1);
        var duration = original.Runs.Sum(run => run.Packets.Timeline.DurationUs);
        var result = await tool.RunAsync(
            [
                "-copyts", .. ToolInput.Pipe(options.MaxPixels), "-map", "0", "-c", "copy", "-copypriorss", "1",
                // Matroska as a stream has no display matrix.
                .. plan.Video?.Picture is { Rotation: > 0 } picture ? ["-metadata:s:v:0", string.Create(CultureInfo.InvariantCulture, $"rotate={picture.Rotation}")] : Array.Empty<string>(),
                .. CopyArguments.Output(plan, keyframes, duration, path),
            ],
            input: WriteRunsAsync,
            cancellationToken: cancellationToken);
        result.EnsureSuccess();
    }

    private async Task WriteRunsAsync(Stream output, CancellationToken cancellationToken)
    {
        var start = 0L;
        foreach (var run in original.Runs)
        {
            var isFirst = run == original.Runs[0];
            await WriteRunAsync(run, start, (stream, token) => MatroskaAppender.AppendAsync(stream, output, withHeader: isFirst, token), cancellationToken);
            start += start == 0 ? run.Packets.Timeline.EndUs : run.Packets.Timeline.DurationUs;
        }
    }

    private async Task WriteRunAsync(OriginalRun run, long startUs, ToolPipe output, CancellationToken cancellationToken)
    {
        var encoding = new RunEncoding(plan, run, startUs);
        if (encoding.IsNeeded)
        {
            var result = await tool.RunAsync(encoding.Arguments(options), input: (stream, token) => CopyRunAsync(run, startUs, (copied, _) => copied.CopyToAsync(stream, token), token), output, cancellationToken);
            result.EnsureSuccess();
        }
        else
        {
            await CopyRunAsync(run, startUs, output, cancellationToken);
        }
    }

    private async Task CopyRunAsync(OriginalRun run, long startUs, ToolPipe output, CancellationToken cancellationToken)
    {
        var filter = plan.HasParametersInBand && plan.CopiesVideo(run) && run.Video is { } video ? $"{video.Codec}_mp4toannexb" : null;
        var result = await tool.RunAsync(
            [
                "-copyts",
                .. ToolInput.Range(original.Path, run.Range.Start, run.Range.End, run.Range.Container, options.MaxPixels),
                .. CopyArguments.Copy(run, run.Video is not null, run.Audio is not null, startUs, filter),
                .. CopyArguments.Stream,
            ],
            output: output,
            cancellationToken: cancellationToken);
        result.EnsureSuccess();
    }
}
