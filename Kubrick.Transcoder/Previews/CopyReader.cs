using Kubrick.Storage.Containers;
using Kubrick.Transcoder.FFmpeg;
using Kubrick.Transcoder.Originals;
using Microsoft.Extensions.Options;

namespace Kubrick.Transcoder.Previews;

/// <summary>Reads a seekable copy: its facts and how many packets it has.</summary>
internal sealed class CopyReader(OriginalReader reader, IOptions<TranscoderOptions> options)
{
    /// <summary>Opens a copy; null when the file is none.</summary>
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
        if (await reader.ProbeAsync(input, ["-count_packets"], cancellationToken) is not { Duration: { } duration } tracks)
        {
            return null;
        }

        var isWebM = container == ContainerKind.Matroska;
        var type = isWebM ? PreviewNames.WebMType : PreviewNames.Mp4Type;
        var size = tracks.Video?.Picture.Display;
        var facts = new MediaFacts(duration, size?.Width, size?.Height, tracks.Video?.Codec, tracks.Audio?.Codec, type);
        return new MediaCopy(new MadeFile(isWebM ? PreviewNames.SeekableWebM : PreviewNames.SeekableMp4, path, type), facts) { Tracks = tracks };
    }
}
