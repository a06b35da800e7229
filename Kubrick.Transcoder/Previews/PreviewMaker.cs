using Kubrick.Transcoder.FFmpeg;
using Kubrick.Transcoder.Originals;
using Microsoft.Extensions.Options;

namespace Kubrick.Transcoder.Previews;

/// <summary>
/// Makes everything that is derived from an original, step by step: first the seekable copy, then the rest from it. Every step writes only into the folder that it is given, can be
/// repeated, and makes the same bytes from the same input. A step that throws <see cref="FFmpegException"/> or <see cref="IOException"/> may succeed later.
/// </summary>
internal sealed class PreviewMaker(FFmpegTool tool, IOptions<TranscoderOptions> options)
{
    private readonly OriginalReader reader = new(tool, options);

    /// <summary>Makes the seekable copy of an original, and verifies that it is complete and decodes.</summary>
    /// <param name="originalPath">The original, of any number of containers.</param>
    /// <param name="folder">Where the copy is written.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<CopyOutcome> CopyAsync(string originalPath, string folder, CancellationToken cancellationToken) => await reader.InspectAsync(originalPath, cancellationToken) switch
    {
        Inspection.Readable readable => await new SeekableCopy(tool, reader, options).MakeAsync(readable.Original, folder, cancellationToken),
        Inspection.Undecodable undecodable => new CopyOutcome.Undecodable(undecodable.Reason),
        _ => throw new InvalidOperationException("An unknown inspection."),
    };

    /// <summary>Opens a copy that was made before, for the steps after it.</summary>
    /// <param name="path">The copy.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>Null when the file is not such a copy.</returns>
    public Task<MediaCopy?> OpenCopyAsync(string path, CancellationToken cancellationToken) => new CopyReader(reader, options).OpenAsync(path, cancellationToken);

    /// <summary>Makes the thumbnail; null without video.</summary>
    public Task<MadeFile?> MakeThumbnailAsync(MediaCopy copy, string folder, CancellationToken cancellationToken) => new Thumbnail(tool, options).MakeAsync(copy, folder, cancellationToken);

    /// <summary>Makes the storyboard: its sprites, and then its index. Empty without video.</summary>
    public Task<IReadOnlyList<MadeFile>> MakeStoryboardAsync(MediaCopy copy, string folder, CancellationToken cancellationToken) =>
        new Storyboard(tool, options).MakeAsync(copy, folder, cancellationToken);

    /// <summary>Makes the waveform; null without audio.</summary>
    public Task<MadeFile?> MakeWaveformAsync(MediaCopy copy, string folder, CancellationToken cancellationToken) => new Waveform(tool, options).MakeAsync(copy, folder, cancellationToken);

    /// <summary>Makes the copy in H.264 and AAC, on demand: what is neither is encoded.</summary>
    public Task<MadeFile> MakeMp4Async(MediaCopy copy, string folder, CancellationToken cancellationToken) => new Mp4Copy(tool, options).MakeAsync(copy, folder, cancellationToken);
}
