using System.Buffers.Binary;

namespace Kubrick.Benchmarks.Live;

/// <summary>Finds the fragments in a stream of fragmented MP4; a fragment is identified by its decode time.</summary>
internal sealed class Fragments
{
    private const int HeaderLength = 8;
    private byte[] pending = [];
    private ulong? time;

    /// <summary>Appends bytes; returns the decode time (in the track's timescale) of each fragment that is now complete.</summary>
    public IEnumerable<ulong> Append(ReadOnlyMemory<byte> bytes)
    {
        pending = [.. pending, .. bytes.Span];
        while (TakeBox() is { } box)
        {
            if (Type(box) == "moof")
            {
                time = TimeOf(box);
            }
            else if (Type(box) == "mdat" && time is { } complete)
            {
                time = null;
                yield return complete;
            }
        }
    }

    /// <summary>The decode time of the last fragment in a part; null without a fragment.</summary>
    public static ulong? LastTimeOf(ReadOnlyMemory<byte> part) => new Fragments().Append(part).Cast<ulong?>().LastOrDefault();

    /// <summary>The decode time of a fragment's first track (<c>tfdt</c>).</summary>
    private static ulong? TimeOf(ReadOnlySpan<byte> bytes)
    {
        var at = bytes.IndexOf("tfdt"u8);
        return at < 0
            ? null
            : bytes[at + 4] == 1 ? BinaryPrimitives.ReadUInt64BigEndian(bytes[(at + 8)..]) : BinaryPrimitives.ReadUInt32BigEndian(bytes[(at + 8)..]);
    }

    private static string Type(byte[] box) => System.Text.Encoding.ASCII.GetString(box, 4, 4);

    private byte[]? TakeBox()
    {
        if (pending.Length < HeaderLength)
        {
            return null;
        }

        var length = (int)BinaryPrimitives.ReadUInt32BigEndian(pending);
        if (length > pending.Length)
        {
            return null;
        }

        var box = pending[..length];
        pending = pending[length..];
        return box;
    }
}
