using Kubrick.Storage.Containers;
using Kubrick.Transcoder.Containers;

namespace Kubrick.Transcoder.Originals;

/// <summary>Recognises the first bytes of a container, which must not occur by chance inside of encoded media.</summary>
internal static class ContainerStart
{
    // An ftyp box has a brand, a version, and some compatible brands.
    private const int MinTypeBox = 16;
    private const int MaxTypeBox = 1024;

    /// <summary>Recognises a container.</summary>
    /// <param name="start">Its bytes, at least <see cref="ContainerSniffer.MaxBytes"/> unless the file ends.</param>
    /// <param name="isFileStart">Whether these are the first bytes of a file: such a file may start in the middle of an MP4.</param>
    /// <returns><see cref="ContainerKind.Unknown"/> when no container starts here.</returns>
    public static ContainerKind Recognise(ReadOnlySpan<byte> start, bool isFileStart) => ContainerSniffer.Sniff(start) switch
    {
        ContainerKind.Matroska when IsFollowedBySegment(start) => ContainerKind.Matroska,
        ContainerKind.Mp4 when isFileStart || IsFollowedByBox(start) => ContainerKind.Mp4,
        ContainerKind.Unknown when isFileStart && IsQuickTime(start) => ContainerKind.Mp4,
        _ => ContainerKind.Unknown,
    };

    private static bool IsFollowedBySegment(ReadOnlySpan<byte> start) =>
        Ebml.TryTake(ref start, out _, out _) && Ebml.TryReadElement(start, out var id, out _, out _) && id is MatroskaId.Segment or MatroskaId.Void;

    private static bool IsFollowedByBox(ReadOnlySpan<byte> start) =>
        Box.TryReadHeader(start, out var type, out var size, out _) && type == BoxType.Ftyp && size is >= MinTypeBox and <= MaxTypeBox && start.Length > size
        && Box.TryReadHeader(start[(int)size..], out type, out _, out _)
        && type is BoxType.Moov or BoxType.Mdat or BoxType.Moof or BoxType.Free or BoxType.Skip or BoxType.Uuid or BoxType.Styp or BoxType.Sidx or BoxType.Udta or Wide;

    /// <summary>QuickTime files of old programs have no <c>ftyp</c>.</summary>
    private static bool IsQuickTime(ReadOnlySpan<byte> start) =>
        Box.TryReadHeader(start, out var type, out var size, out _) && size >= 8 && type is BoxType.Mdat or BoxType.Free or BoxType.Skip or Wide;

    /// <summary><c>wide</c>, QuickTime's placeholder.</summary>
    private const uint Wide = 0x77696465;
}
