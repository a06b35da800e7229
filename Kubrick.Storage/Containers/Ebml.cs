namespace Kubrick.Storage.Containers;

/// <summary>Numbers and elements of EBML (RFC 8794).</summary>
public static class Ebml
{
    /// <summary>The size of an element that ends where its parent's next child starts.</summary>
    public const long UnknownSize = -1;

    /// <summary>Reads an element's id and size.</summary>
    /// <param name="window">The bytes from the element's start on.</param>
    /// <param name="id">Its id with the length marker, as the specification writes it.</param>
    /// <param name="size">The payload's size, or <see cref="UnknownSize"/>.</param>
    /// <param name="length">The length of id and size: at most 12 bytes. 0 when the bytes are no element.</param>
    /// <returns>False when more bytes are needed.</returns>
    public static bool TryReadElement(ReadOnlySpan<byte> window, out uint id, out long size, out int length)
    {
        (id, size, length) = (0, 0, 0);
        if (window.IsEmpty)
        {
            return false;
        }

        var idLength = LengthOf(window[0]);
        if (idLength > 4)
        {
            return true;
        }

        if (window.Length <= idLength)
        {
            return false;
        }

        var sizeLength = LengthOf(window[idLength]);
        if (sizeLength > 8)
        {
            return true;
        }

        if (window.Length < idLength + sizeLength)
        {
            return false;
        }

        id = (uint)ReadUnsigned(window[..idLength]);
        var value = ReadNumber(window[idLength..], sizeLength);
        size = value == (1UL << (7 * sizeLength)) - 1 ? UnknownSize : (long)value;
        length = idLength + sizeLength;
        return true;
    }

    /// <summary>The length of a variable-length number, from its first byte; 9 when it is none.</summary>
    public static int LengthOf(byte first) => first == 0 ? 9 : byte.LeadingZeroCount(first) + 1;

    /// <summary>Reads a variable-length number without its length marker.</summary>
    public static ulong ReadNumber(ReadOnlySpan<byte> window, int length) => ReadUnsigned(window[..length]) & ((1UL << (7 * length)) - 1);

    /// <summary>Reads a big-endian number of up to eight bytes.</summary>
    public static ulong ReadUnsigned(ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        foreach (var next in bytes)
        {
            value = (value << 8) | next;
        }

        return value;
    }

    /// <summary>Takes the next child off a parent's complete payload; false at the end, or when the rest is no element.</summary>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> rest, out uint id, out ReadOnlySpan<byte> payload)
    {
        payload = [];
        if (!TryReadElement(rest, out id, out var size, out var length) || length == 0)
        {
            return false;
        }

        var available = rest.Length - length;
        var taken = size == UnknownSize ? available : size;
        if (taken > available)
        {
            return false;
        }

        payload = rest.Slice(length, (int)taken);
        rest = rest[(length + (int)taken)..];
        return true;
    }
}
