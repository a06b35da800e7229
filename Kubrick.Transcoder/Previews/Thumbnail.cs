using Kubrick.Transcoder.FFmpeg;
using Microsoft.Extensions.Options;

namespace Kubrick.Transcoder.Previews;

/// <summary>Makes the thumbnail: the most typical of the first pictures that are not black, turned and with square pixels.</summary>
internal sealed class Thumbnail(FFmpegTool tool, IOptions<TranscoderOptions> options)
{
    private const int MaxWidth = 640;

    // Black is 16 of 255; a camera's first pictures are often darker than this.
    private const string IsBright = "signalstats,metadata=mode=select:key=lavfi.signalstats.YAVG:value=28:function=greater";

    private static readonly string Scale = $"scale=w='max(2,min({MaxWidth},trunc(iw*sar/2)*2))':h='max(2,trunc(ow/dar/2)*2)',setsar=1,format=yuv420p";

    /// <summary>Makes it; null when there is no video.</summary>
    /// <exception cref="FFmpegException">FFmpeg failed.</exception>
    public async Task<MadeFile?> MakeAsync(MediaCopy copy, string folder, CancellationToken cancellationToken)
    {
        if (copy.Tracks.Video is null)
        {
            return null;
        }

        var file = new MadeFile(PreviewNames.Thumbnail, Path.Combine(folder, PreviewNames.Thumbnail), PreviewNames.JpegType);
        File.Delete(file.Path);
        // A video that is dark at its start has a dark thumbnail; one whose start does not decode has one from later.
        (string[] Input, string Filter)[] attempts = [(["-t", "12"], $"{Scale},{IsBright},thumbnail=30"), (["-t", "12"], $"{Scale},thumbnail=30"), (["-skip_frame", "nokey"], Scale)];
        foreach (var (input, filter) in attempts)
        {
            var result = await tool.RunAsync(
                [
                    "-max_error_rate", "1", .. input, .. copy.Input(options.Value), "-map", "0:v:0", "-vf", filter, "-frames:v", "1",
                    .. CopyArguments.Reproducible, .. JpegArguments.Of(quality: 4), "-update", "1", $"file:{file.Path}",
                ],
                cancellationToken: cancellationToken);
            if (result.CouldRead() && File.Exists(file.Path))
            {
                return file;
            }
        }

        return null;
    }
}
