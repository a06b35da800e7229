using System.Globalization;
using Kubrick.Transcoder.FFmpeg;

namespace Kubrick.Transcoder.Originals;

/// <summary>Checks whether anything of an input decodes: a picture, or without video a piece of audio.</summary>
internal static class DecodeCheck
{
    /// <summary>Decodes until the first picture.</summary>
    /// <param name="tool">FFmpeg.</param>
    /// <param name="input">The arguments that open the input.</param>
    /// <param name="video">Its video track.</param>
    /// <param name="audio">Its audio track.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="FFmpegException">FFmpeg failed, and not because of the input.</exception>
    public static async Task<bool> DecodesAsync(this FFmpegTool tool, IReadOnlyList<string> input, VideoTrack? video, AudioTrack? audio, CancellationToken cancellationToken)
    {
        if ((video?.Index ?? audio?.Index) is not { } index)
        {
            return false;
        }

        // Keyframes alone are fast, and decoders recover at other frames, too.
        foreach (var skip in new string[][] { ["-skip_frame", "nokey"], [] })
        {
            var frames = 0;
            var result = await tool.RunAsync(
                [
                    "-max_error_rate", "1", .. skip, .. input, "-map", string.Create(CultureInfo.InvariantCulture, $"0:{index}"), video is null ? "-frames:a" : "-frames:v", "1",
                    "-f", "framecrc", "pipe:1",
                ],
                output: async (output, token) => frames = await CountAsync(output, token),
                cancellationToken: cancellationToken);
            if (result.CouldRead() && frames > 0)
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<int> CountAsync(Stream output, CancellationToken cancellationToken)
    {
        var frames = 0;
        using var text = new StreamReader(output, leaveOpen: true);
        while (await text.ReadLineAsync(cancellationToken) is { } line)
        {
            frames += line.StartsWith('#') ? 0 : 1;
        }

        return frames;
    }
}
