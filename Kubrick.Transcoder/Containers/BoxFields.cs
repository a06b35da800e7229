using System.Buffers.Binary;

namespace Kubrick.Transcoder.Containers;

/// <summary>Reads a box's fields of four bytes, one after the other; 0 beyond its end.</summary>
/// <param name="payload">The box without its header.</param>
internal ref struct BoxFields(ReadOnlySpan<byte> payload)
{
    private ReadOnlySpan<byte> rest = payload;

    /// <summary>Whether more was read than there is.</summary>
    public bool IsShort { get; private set; }

    /// <summary>The next field.</summary>
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

    /// <summary>Steps over fields.</summary>
    public void Skip(int count)
    {
        for (var index = 0; index < count; index++)
        {
            Next();
        }
    }
}
