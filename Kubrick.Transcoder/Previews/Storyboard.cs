using System.Globalization;
using Kubrick.Transcoder.FFmpeg;
using Microsoft.Extensions.Options;

namespace Kubrick.Transcoder.Previews;

/// <summary>Makes the storyboard. It decodes every keyframe and nothing else, in one pass.</summary>
internal sealed class Storyboard(FFmpegTool tool, IOptions<TranscoderOptions> options)
{
    /// <summary>Makes the sprites and their index; nothing when there is no video.</summary>
    /// <exception cref="FFmpegException">FFmpeg failed.</exception>
    public async Task<IReadOnlyList<MadeFile>> MakeAsync(MediaCopy copy, string folder, CancellationToken cancellationToken)
    {
        if (copy.Tracks.Video is not { } video)
        {
            return [];
        }

        var plan = StoryboardPlan.For(copy.Facts.Duration, video.Picture.Display.Width, video.Picture.Display.Height);
        var sprites = Enumerable.Range(0, plan.FullSprites + (plan.Rest > 0 ? 1 : 0))
            .Select(number => new MadeFile(PreviewNames.Sprite(number), Path.Combine(folder, PreviewNames.Sprite(number)), PreviewNames.JpegType))
            .ToList();
        sprites.ForEach(sprite => File.Delete(sprite.Path));
        var problem = await RunAsync(["-skip_frame", "nokey"]);
        if (sprites.Exists(IsMissing))
        {
            // Some encoders mark no frame as one that decodes alone.
            problem = await RunAsync([]);
        }

        if (sprites.Find(IsMissing) is { } missing)
        {
            throw new FFmpegException($"FFmpeg did not make '{missing.Name}': {problem ?? "no message"}");
        }

        var index = new MadeFile(PreviewNames.StoryboardIndex, Path.Combine(folder, PreviewNames.StoryboardIndex), PreviewNames.WebVttType);
        await File.WriteAllTextAsync(index.Path, plan.ToWebVtt(), cancellationToken);
        return [.. sprites, index];

        async Task<string?> RunAsync(string[] skip)
        {
            var result = await tool.RunAsync(
                [
                    "-max_error_rate", "1", .. skip, "-reinit_filter", "0", .. copy.Input(options.Value), "-filter_complex", Filter(plan),
                    .. plan.FullSprites > 0 ? Output("[full]", "%d", folder) : [],
                    .. plan.Rest > 0 ? Output("[rest]", plan.FullSprites.ToString(CultureInfo.InvariantCulture), folder) : [],
                ],
                cancellationToken: cancellationToken);
            result.CouldRead();
            return result.Problem;
        }
    }

    private static bool IsMissing(MadeFile file) => !File.Exists(file.Path);

    private static string Filter(StoryboardPlan plan)
    {
        // A picture stays until the next keyframe, the last one until the end. The size comes first: a video may change its own.
        var pictures = string.Create(
            CultureInfo.InvariantCulture, $"[0:v:0]scale={plan.Width}:{plan.Height},setsar=1,fps=fps=1/{plan.Interval}:start_time=0,tpad=stop=-1:stop_mode=clone");
        var full = string.Create(CultureInfo.InvariantCulture, $"trim=end_frame={plan.FullSprites * StoryboardPlan.PerSprite},tile={StoryboardPlan.Side}x{StoryboardPlan.Side}[full]");
        var rest = string.Create(
            CultureInfo.InvariantCulture,
            $"trim=start_frame={plan.FullSprites * StoryboardPlan.PerSprite}:end_frame={plan.Pictures},tile={plan.RestColumns}x{plan.RestRows}[rest]");
        return (plan.FullSprites > 0, plan.Rest > 0) switch
        {
            (true, true) => $"{pictures},split[a][b];[a]{full};[b]{rest}",
            (true, false) => $"{pictures},{full}",
            _ => $"{pictures},{rest}",
        };
    }

    private static string[] Output(string label, string number, string folder) =>
    [
        "-map", label, "-fps_mode", "passthrough", .. CopyArguments.Reproducible, .. JpegArguments.Of(quality: 5), .. number == "%d" ? ["-start_number", "0"] : new[] { "-update", "1" },
        // The name is a pattern: a percent sign in the folder is none of it.
        $"file:{Path.Combine(number == "%d" ? folder.Replace("%", "%%", StringComparison.Ordinal) : folder, $"storyboard_{number}.jpg")}",
    ];
}
