using System.Buffers.Binary;

namespace Kubrick.Transcoder.Containers;

/// <summary>Boxes of ISO/IEC 14496-12, 4.2.</summary>
internal static class Box
{
    /// <summary>Reads a box's type and size.</summary>
    /// <param name="window">The bytes from the box's start on.</param>
    /// <param name="type">Its type.</param>
    /// <param name="size">Its size with its header; less than <paramref name="length"/> when it is invalid.</param>
    /// <param name="length">The length of its header: 8 or 16 bytes.</param>
    /// <returns>False when more bytes are needed.</returns>
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

    /// <summary>Takes the next box off a parent's complete payload; false at the end, or when the rest is no box.</summary>
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

/// <summary>Reads a box's fields of four bytes, one after the other; 0 past the end.</summary>
/// <param name="payload">The box without its header.</param>
internal ref struct BoxFields(ReadOnlySpan<byte> payload)
{
    private ReadOnlySpan<byte> rest = payload;

    /// <summary>Whether fields past the end were read.</summary>
    public bool IsShort { get; private set; }

    /// <summary>Reads the next field.</summary>
    public uint Next()
    {
        if (rest.Length < 4)
        {
            IsShort = true;
            return 0;
        }

        var value = BinaryPrimitives.ReadUInt32BigEndian(rest);
        rest = rest[4..];
        return value;
    }

    /// <summary>Skips fields.</summary>
    public void Skip(int count)
    {
        for (var index = 0; index < count; index++)
        {
            Next();
        }
    }
}

/// <summary>The box types that the readers know (ISO/IEC 14496-12), as numbers of four characters.</summary>
internal static class BoxType
{
    public const uint Ftyp = 0x66747970;
    public const uint Styp = 0x73747970;
    public const uint Moov = 0x6D6F6F76;
    public const uint Mvex = 0x6D766578;
    public const uint Trex = 0x74726578;
    public const uint Trak = 0x7472616B;
    public const uint Tkhd = 0x746B6864;
    public const uint Mdia = 0x6D646961;
    public const uint Mdhd = 0x6D646864;
    public const uint Hdlr = 0x68646C72;
    public const uint Minf = 0x6D696E66;
    public const uint Stbl = 0x7374626C;
    public const uint Stsd = 0x73747364;
    public const uint Pasp = 0x70617370;
    public const uint Clap = 0x636C6170;
    public const uint AvcC = 0x61766343;

    public const uint Moof = 0x6D6F6F66;
    public const uint Traf = 0x74726166;
    public const uint Tfhd = 0x74666864;
    public const uint Tfdt = 0x74666474;
    public const uint Trun = 0x7472756E;
    public const uint Mdat = 0x6D646174;

    public const uint Free = 0x66726565;
    public const uint Skip = 0x736B6970;
    public const uint Uuid = 0x75756964;
    public const uint Sidx = 0x73696478;
    public const uint Emsg = 0x656D7367;
    public const uint Prft = 0x70726674;
    public const uint Mfra = 0x6D667261;
    public const uint Udta = 0x75647461;

    /// <summary><c>vide</c>, the handler of video.</summary>
    public const uint Vide = 0x76696465;

    /// <summary><c>soun</c>, the handler of audio.</summary>
    public const uint Soun = 0x736F756E;
}
