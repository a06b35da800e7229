using System.Buffers.Binary;

namespace Kubrick.Transcoder.Packaging;

/// <summary>One packet of an MPEG transport stream (ISO/IEC 13818-1, 2.4.3).</summary>
/// <param name="bytes">Its 188 bytes.</param>
internal readonly ref struct TransportPacket(ReadOnlySpan<byte> bytes)
{
    /// <summary>The length of every packet.</summary>
    public const int Length = 188;

    /// <summary>The first byte of every packet.</summary>
    public const byte Sync = 0x47;

    /// <summary>The packet.</summary>
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    /// <summary>Which stream or table it belongs to.</summary>
    public int Pid => BinaryPrimitives.ReadUInt16BigEndian(Bytes[1..]) & 0x1FFF;

    /// <summary>Whether a frame or table starts in it.</summary>
    public bool IsStart => (Bytes[1] & 0x40) != 0;

    /// <summary>Whether a decoder may start here (<c>random_access_indicator</c>).</summary>
    public bool IsRandomAccess => (Bytes[3] & 0x20) != 0 && Bytes[4] > 0 && (Bytes[5] & 0x40) != 0;

    /// <summary>Its payload.</summary>
    public ReadOnlySpan<byte> Payload
    {
        get
        {
            var at = (Bytes[3] & 0x20) != 0 ? 5 + Bytes[4] : 4;
            return (Bytes[3] & 0x10) != 0 && at < Length ? Bytes[at..] : [];
        }
    }

    /// <summary>The presentation time of the frame that starts here, in units of 1/90000 s; null when there is none.</summary>
    public long? PresentationTime
    {
        get
        {
            var pes = Payload;
            if (!IsStart || pes.Length < 14 || pes[0] != 0 || pes[1] != 0 || pes[2] != 1 || (pes[7] & 0x80) == 0)
            {
                return null;
            }

            return ((long)(pes[9] & 0x0E) << 29) | ((long)pes[10] << 22) | ((long)(pes[11] & 0xFE) << 14) | ((long)pes[12] << 7) | ((long)pes[13] >> 1);
        }
    }

    /// <summary>The entries of the table that starts here; empty when there is no complete table of that id.</summary>
    /// <param name="tableId">The table's id.</param>
    /// <param name="head">How many bytes lie between its length and its entries.</param>
    public ReadOnlySpan<byte> Table(byte tableId, int head)
    {
        var payload = Payload;
        if (!IsStart || payload.IsEmpty || payload.Length < payload[0] + 4)
        {
            return [];
        }

        var section = payload[(payload[0] + 1)..];
        var length = section[0] == tableId ? BinaryPrimitives.ReadUInt16BigEndian(section[1..]) & 0xFFF : 0;

        // The last four bytes are a checksum.
        return length < head + 4 || section.Length < 3 + length ? [] : section[(3 + head)..(3 + length - 4)];
    }
}
