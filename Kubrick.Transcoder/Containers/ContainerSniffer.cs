using System.Buffers.Binary;

namespace Kubrick.Transcoder.Containers;

/// <summary>Tells what container bytes are from their start. What the publisher called them does not count: Chromium sends Matroska where WebM with H.264 was asked for.</summary>
internal static class ContainerSniffer
{
    /// <summary>After so many bytes the answer is never <see cref="ContainerKind.Undecided"/>.</summary>
    public const int MaxBytes = 4096;

    private const uint EbmlId = 0x1A45DFA3;
    private const uint DocTypeId = 0x4282;

    /// <summary>Looks at all the bytes of an epoch so far, or at least the first <see cref="MaxBytes"/> of them.</summary>
    public static ContainerKind Sniff(ReadOnlySpan<byte> start)
    {
        Span<byte> magic = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(magic, EbmlId);
        if (start.Length < 4)
        {
            // The first byte of MP4 is that of a small box's size, always 0.
            return start.SequenceEqual(magic[..start.Length]) || start[0] == 0 ? ContainerKind.Undecided : ContainerKind.Unknown;
        }

        return start.StartsWith(magic) ? SniffEbml(start[4..], start.Length) : SniffBoxes(start);
    }

    /// <summary>A reader for a container that was told.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Nothing was told.</exception>
    public static ISourceReader CreateReader(ContainerKind container) => throw new ArgumentOutOfRangeException(nameof(container));

    private static ContainerKind SniffEbml(ReadOnlySpan<byte> rest, int seen) => ContainerKind.Undecided;

    private static ContainerKind SniffBoxes(ReadOnlySpan<byte> start) => ContainerKind.Undecided;
}
