using Kubrick.Transcoder.Containers;
using Kubrick.Transcoder.FFmpeg;
using Kubrick.Transcoder.Originals;
using Microsoft.Extensions.Options;

namespace Kubrick.Transcoder.Previews;

/// <summary>Reads a seekable copy: its facts, its packets, and whether it decodes.</summary>
internal sealed class CopyReader(FFmpegTool tool, OriginalReader reader, IOptions<TranscoderOptions> options)
{
    /// <summary>Opens a copy; null when the file is none, or nothing of it decodes.</summary>
    public async Task<MediaCopy?> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var start = new byte[ContainerSniffer.MaxBytes];
        int length;
        await using (var file = new FileStream(path, FileMode.Open, FileAccess.Read))
        {
            length = await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        }

        var container = ContainerSniffer.Sniff(start.AsSpan(0, length));
        if (container is not (ContainerKind.Matroska or ContainerKind.Mp4))
        {
            return null;
        }

        var input = ToolInput.File(path, container, options.Value.MaxPixels);
        if (await reader.ProbeAsync(input, ["-count_packets"], cancellationToken) is not { Duration: { } duration } tracks || !await DecodesAsync(input, tracks, cancellationToken))
        {
            return null;
        }

        var isWebM = container == ContainerKind.Matroska;
        var type = isWebM ? PreviewNames.WebMType : PreviewNames.Mp4Type;
        var facts = new MediaFacts(duration, tracks.Video?.Display.Width, tracks.Video?.Display.Height, tracks.Video?.Codec, tracks.Audio?.Codec, type);
        return new MediaCopy(new MadeFile(isWebM ? PreviewNames.SeekableWebM : PreviewNames.SeekableMp4, path, type), facts) { Tracks = tracks };
    }

    /// <summary>Decodes until the first picture, or without video until the first samples.</summary>
    private async Task<bool> DecodesAsync(IReadOnlyList<string> input, TrackProbe tracks, CancellationToken cancellationToken)
    {
        if (tracks.Video is null && tracks.Audio is null)
        {
            return false;
        }

        var frames = 0L;
        string[] what = tracks.Video is not null ? ["-map", "0:v:0", "-frames:v", "1"] : ["-map", "0:a:0", "-frames:a", "1"];
        var result = await tool.RunAsync(
            ["-max_error_rate", "1", "-skip_frame", "nokey", .. input, .. what, "-f", "framecrc", "pipe:1"],
            output: async (output, token) =>
            {
                using var text = new StreamReader(output);
                while (await text.ReadLineAsync(token) is { } line)
                {
                    frames += line.StartsWith('#') ? 0 : 1;
                }
            },
            cancellationToken: cancellationToken);
        return result.CouldRead() && frames > 0;
    }
}
