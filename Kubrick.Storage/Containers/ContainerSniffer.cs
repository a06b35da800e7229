using System.Buffers.Binary;

namespace Kubrick.Storage.Containers;

/// <summary>Detects the container format from the first bytes. The publisher's content type does not count: Chromium sends Matroska when WebM with H.264 was requested.</summary>
public static class ContainerSniffer
{
    /// <summary>With this many bytes the result is never <see cref="ContainerKind.Undecided"/>.</summary>
    public const int MaxBytes = 4096;

    // Ids of elements (RFC 8794).
    private const uint Magic = 0x1A45DFA3;
    private const uint DocType = 0x4282;

    /// <summary>Detects the format from all the bytes of an epoch so far, or at least the first <see cref="MaxBytes"/> of them.</summary>
    public static ContainerKind Sniff(ReadOnlySpan<byte> start)
    {
        Span<byte> magic = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(magic, Magic);
        if (start.Length < 4)
        {
            // The first byte of MP4 is the highest byte of a small box's size, always 0.
            return start.IsEmpty || start[0] == 0 || start.SequenceEqual(magic[..start.Length]) ? ContainerKind.Undecided : ContainerKind.Unknown;
        }

        return start.StartsWith(magic) ? SniffEbml(start[4..], start.Length) : SniffBoxes(start);
    }

    private static ContainerKind SniffEbml(ReadOnlySpan<byte> rest, int seen)
    {
        if (rest.IsEmpty)
        {
            return ContainerKind.Undecided;
        }

        var length = Ebml.LengthOf(rest[0]);
        if (length > 8)
        {
            return ContainerKind.Unknown;
        }

        if (rest.Length < length)
        {
            return ContainerKind.Undecided;
        }

        var size = Ebml.ReadNumber(rest, length);
        if (size > MaxBytes - 12)
        {
            return ContainerKind.Unknown;
        }

        var children = rest[length..];
        if (children.Length < (int)size)
        {
            return seen >= MaxBytes ? ContainerKind.Unknown : ContainerKind.Undecided;
        }

        children = children[..(int)size];
        while (Ebml.TryTake(ref children, out var id, out var payload))
        {
            if (id == DocType)
            {
                payload = payload.TrimEnd((byte)0);
                return payload.SequenceEqual("webm"u8) || payload.SequenceEqual("matroska"u8) ? ContainerKind.Matroska : ContainerKind.Unknown;
            }
        }

        return ContainerKind.Unknown;
    }

    private static ContainerKind SniffBoxes(ReadOnlySpan<byte> start)
    {
        if (start.Length < 8)
        {
            return start[0] == 0 ? ContainerKind.Undecided : ContainerKind.Unknown;
        }

        var type = start[4..8];
        var isMp4 = type.SequenceEqual("ftyp"u8) || type.SequenceEqual("styp"u8) || type.SequenceEqual("moof"u8) || type.SequenceEqual("moov"u8);
        return isMp4 && BinaryPrimitives.ReadUInt32BigEndian(start) is >= 8 and <= 1 << 24 ? ContainerKind.Mp4 : ContainerKind.Unknown;
    }
}
