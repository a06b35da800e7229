using System.Buffers.Binary;

namespace Kubrick.Gateway.Sockets;

/// <summary>Follows the frames of a WebSocket (RFC 6455, 5.2), which pass in pieces of any size, to know where one ends.</summary>
internal sealed class FrameBoundary
{
    private const int Close = 0x8;
    private const int LongestHeader = 14;

    private readonly byte[] header = new byte[LongestHeader];
    private int headerBytes;
    private ulong payloadLeft;

    /// <summary>Whether all bytes so far are whole frames.</summary>
    public bool IsReached => headerBytes == 0 && payloadLeft == 0;

    /// <summary>Whether a close frame has begun: nothing may follow it.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Follows bytes.</summary>
    /// <param name="bytes">The next bytes.</param>
    /// <param name="isToStop">Whether to stop at the end of the current frame.</param>
    /// <returns>The number of bytes that were followed.</returns>
    public int Advance(ReadOnlySpan<byte> bytes, bool isToStop)
    {
        var position = 0;
        while (position < bytes.Length && !(isToStop && position > 0 && IsReached))
        {
            if (payloadLeft > 0)
            {
                var count = (int)Math.Min(payloadLeft, (ulong)(bytes.Length - position));
                payloadLeft -= (ulong)count;
                position += count;
            }
            else
            {
                header[headerBytes++] = bytes[position++];
                ReadHeader();
            }
        }

        return position;
    }

    private void ReadHeader()
    {
        if (headerBytes < 2)
        {
            return;
        }

        var length = header[1] & 0x7F;
        var lengthBytes = length switch { 127 => 8, 126 => 2, _ => 0 };
        var maskBytes = (header[1] & 0x80) != 0 ? 4 : 0;
        if (headerBytes < 2 + lengthBytes + maskBytes)
        {
            return;
        }

        payloadLeft = lengthBytes switch
        {
            8 => BinaryPrimitives.ReadUInt64BigEndian(header.AsSpan(2)),
            2 => BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2)),
            _ => (ulong)length,
        };
        headerBytes = 0;
        IsClosed |= (header[0] & 0x0F) == Close;
    }
}
