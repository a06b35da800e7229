using System.Globalization;
using Kubrick.Storage.Containers;

namespace Kubrick.Transcoder.FFmpeg;

/// <summary>
/// Builds the arguments that open an input. The format is set and never guessed, and FFmpeg may open nothing but this input: playlists and references to other files or hosts, which
/// formats allow, have no effect.
/// </summary>
internal static class ToolInput
{
    /// <summary>A file.</summary>
    public static IReadOnlyList<string> File(string path, ContainerKind container, int maxPixels) => [.. Options("file", container, maxPixels), "-i", $"file:{path}"];

    /// <summary>A part of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="start">The offset of the first byte.</param>
    /// <param name="end">The offset after the last byte.</param>
    /// <param name="container">The format.</param>
    /// <param name="maxPixels">Frames with more pixels are not decoded.</param>
    public static IReadOnlyList<string> Range(string path, long start, long end, ContainerKind container, int maxPixels) =>
        [.. Options("subfile,file", container, maxPixels), "-i", string.Create(CultureInfo.InvariantCulture, $"subfile,,start,{start},end,{end},,:{path}")];

    /// <summary>Matroska from standard input.</summary>
    public static IReadOnlyList<string> Pipe(int maxPixels) => [.. Options("pipe", ContainerKind.Matroska, maxPixels), "-i", "pipe:0"];

    private static IEnumerable<string> Options(string protocols, ContainerKind container, int maxPixels) =>
    [
        "-protocol_whitelist", protocols,
        "-f", container == ContainerKind.Mp4 ? "mp4" : "matroska",
        // A track whose first frame comes late, or never, is waited for.
        "-probesize", "32000000", "-analyzeduration", "60000000",
        "-max_pixels", maxPixels.ToString(CultureInfo.InvariantCulture),
        "-threads", "1",
    ];
}
