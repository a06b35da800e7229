using Kubrick.Transcoder.FFmpeg;
using Kubrick.Transcoder.Originals;
using Microsoft.Extensions.Options;

namespace Kubrick.Transcoder.Previews;

/// <summary>Makes the seekable copy: one container with its duration and index at the start, of the same packets as the original.</summary>
internal sealed class SeekableCopy(FFmpegTool tool, OriginalReader reader, IOptions<TranscoderOptions> options)
{
    /// <summary>Makes it.</summary>
    /// <exception cref="FFmpegException">FFmpeg failed, or the copy is not complete.</exception>
    public async Task<CopyOutcome> MakeAsync(Original original, string folder, CancellationToken cancellationToken)
    {
        var plan = CopyPlan.For(original);
        var path = Path.Combine(folder, plan.IsWebM ? PreviewNames.SeekableWebM : PreviewNames.SeekableMp4);
        try
        {
            var copy = await MakeAsync(original, plan, path, cancellationToken);
            if (await tool.DecodesAsync(copy.Input(options.Value), copy.Tracks.Video, copy.Tracks.Audio, cancellationToken))
            {
                return new CopyOutcome.Made(copy);
            }
        }
        catch (FFmpegException) when (!cancellationToken.IsCancellationRequested)
        {
            // A muxer may refuse what no decoder understands. Whatever decodes was refused for another reason.
            if (await DecodesAsync(original, cancellationToken))
            {
                throw;
            }
        }

        File.Delete(path);
        return new CopyOutcome.Undecodable(Original.NothingToDecode);
    }

    private async Task<MediaCopy> MakeAsync(Original original, CopyPlan plan, string path, CancellationToken cancellationToken)
    {
        if (plan.IsOneStep(original))
        {
            await CopyAsync(original, plan, path, cancellationToken);
        }
        else
        {
            await new RunJoiner(tool, options.Value, original, plan).JoinAsync(path, cancellationToken);
        }

        var copy = await new CopyReader(reader, options).OpenAsync(path, cancellationToken) ?? throw new FFmpegException("The copy cannot be read.");
        Verify(original, plan, copy.Tracks);
        return copy;
    }

    private async Task<bool> DecodesAsync(Original original, CancellationToken cancellationToken)
    {
        foreach (var run in original.Runs)
        {
            var input = ToolInput.Range(original.Path, run.Range.Start, run.Range.End, run.Range.Container, options.Value.MaxPixels);
            if (await tool.DecodesAsync(input, run.Video, run.Audio, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    private async Task CopyAsync(Original original, CopyPlan plan, string path, CancellationToken cancellationToken)
    {
        var run = original.Runs[0];
        var packets = run.Packets;
        var result = await tool.RunAsync(
            [
                "-copyts",
                .. ToolInput.Range(original.Path, run.Range.Start, run.Range.End, run.Range.Container, options.Value.MaxPixels),
                .. CopyArguments.Copy(run, run.Video is not null, run.Audio is not null, startUs: 0),
                .. plan.IsWebM || run.Audio is null ? Array.Empty<string>() : CopyArguments.AudioDurations,
                .. CopyArguments.Output(plan, packets.Keyframes, packets.Timeline.DurationUs, path),
            ],
            cancellationToken: cancellationToken);
        result.EnsureSuccess();
    }

    /// <summary>Verifies that no packet of a copied track is missing; an encoder may join or add some.</summary>
    private static void Verify(Original original, CopyPlan plan, TrackProbe copy)
    {
        var (video, audio) = (original.Runs.Sum(run => run.Packets.Video), original.Runs.Sum(run => run.Packets.Audio));
        if ((original.Runs.All(plan.CopiesVideo) && copy.VideoPackets != video) || (original.Runs.All(plan.CopiesAudio) && copy.AudioPackets != audio))
        {
            throw new FFmpegException($"The copy has {copy.VideoPackets} of {video} packets of video and {copy.AudioPackets} of {audio} packets of audio.");
        }
    }
}
