using System.Buffers.Binary;

namespace Kubrick.Transcoder.Containers;

/// <summary>Boxes of ISO/IEC 14496-12, 4.2.</summary>
internal static class Box
{
    /// <summary>Reads a box's type and size.</summary>
    /// <param name="window">The bytes from its start on.</param>
    /// <param name="type">Its type.</param>
    /// <param name="size">Its size with its header; less than <paramref name="length"/> where it cannot be.</param>
    /// <param name="length">How long its header is: 8 or 16 bytes.</param>
    /// <returns>False where more bytes are needed.</returns>
    public static bool TryReadHeader(ReadOnlySpan<byte> window, out uint type, out long size, out int length)
    {
        (type, size, length) = (0, 0, 8);
        if (window.Length < 8)
        {
            return false;
        }

        size = BinaryPrimitives.ReadUInt32BigEndian(window);
        type = BinaryPrimitives.ReadUInt32BigEndian(window[4..]);
        if (size != 1)
        {
            return true;
        }

        if (window.Length < 16)
        {
            return false;
        }

        (size, length) = (BinaryPrimitives.ReadInt64BigEndian(window[8..]), 16);
        return true;
    }

    /// <summary>Takes the next box off a parent's payload that is there whole.</summary>
    /// <returns>False at the end, or where the rest is none.</returns>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> rest, out uint type, out ReadOnlySpan<byte> payload)
    {
        payload = [];
        if (!TryReadHeader(rest, out type, out var size, out var length) || size < length || size > rest.Length)
        {
            return false;
        }

        payload = rest[length..(int)size];
        rest = rest[(int)size..];
        return true;
    }
}
