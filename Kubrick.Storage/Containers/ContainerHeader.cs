using System.Buffers.Binary;

namespace Kubrick.Storage.Containers;

/// <summary>
/// Whether a file begins like a video that a recorder writes: with a whole EBML header of the type <c>webm</c> or <c>matroska</c>, or with a box of MP4 or QuickTime.
/// It does not prove that the rest can be decoded.
/// </summary>
public static class ContainerHeader
{
    // A box of this type has a brand and a version.
    private const int MinTypeBox = 16;

    /// <summary>Detects the container of a file.</summary>
    /// <param name="start">Its first <see cref="ContainerSniffer.MaxBytes"/> bytes, or all of a shorter one.</param>
    /// <param name="length">Its size in bytes.</param>
    /// <returns><see cref="ContainerKind.Matroska"/>, <see cref="ContainerKind.Mp4"/>, or <see cref="ContainerKind.Unknown"/>.</returns>
    public static ContainerKind Find(ReadOnlySpan<byte> start, long length) => ContainerSniffer.Sniff(start) switch
    {
        ContainerKind.Matroska => ContainerKind.Matroska,
        ContainerKind.Mp4 when !IsTypeBoxCut(start, length) => ContainerKind.Mp4,
        ContainerKind.Unknown when IsQuickTime(start) => ContainerKind.Mp4,
        // Undecided at the end of the file: the header is cut.
        _ => ContainerKind.Unknown,
    };

    /// <summary>The content type of a file: the declared one, or one that fits the container if the declared one is that of another container.</summary>
    /// <param name="declared">The declared content type without parameters.</param>
    /// <param name="container">The file's container.</param>
    public static string ContentTypeOf(string declared, ContainerKind container)
    {
        ArgumentNullException.ThrowIfNull(declared);
        var isMp4 = declared.EndsWith("/mp4", StringComparison.OrdinalIgnoreCase);
        var kind = declared.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) ? "audio" : "video";
        return (container, isMp4) switch
        {
            (ContainerKind.Mp4, false) => kind + "/mp4",
            (ContainerKind.Matroska, true) => kind + "/webm",
            _ => declared,
        };
    }

    private static bool IsTypeBoxCut(ReadOnlySpan<byte> start, long length) =>
        start[4..8].SequenceEqual("ftyp"u8) && BinaryPrimitives.ReadUInt32BigEndian(start) is var size && (size < MinTypeBox || size > length);

    /// <summary>QuickTime files of old programs have no <c>ftyp</c>.</summary>
    private static bool IsQuickTime(ReadOnlySpan<byte> start) =>
        start.Length >= 16
        // 0: up to the end of the file; 1: the size follows, in eight bytes.
        && BinaryPrimitives.ReadUInt32BigEndian(start) is 0 or 1 or >= 8
        && (start[4..8].SequenceEqual("mdat"u8) || start[4..8].SequenceEqual("free"u8) || start[4..8].SequenceEqual("skip"u8) || start[4..8].SequenceEqual("wide"u8));
}
