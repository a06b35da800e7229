using System.Buffers.Binary;

namespace Kubrick.Transcoder.Tests.Packaging;

/// <summary>Splits FFmpeg's output at its boxes, and builds damaged output.</summary>
internal static class MadeOutput
{
    /// <summary>The initialisation section, then every fragment.</summary>
    public static List<byte[]> Pieces(byte[] output)
    {
        var pieces = new List<byte[]> { Array.Empty<byte>() };
        for (var at = 0; at < output.Length;)
        {
            var size = (int)BinaryPrimitives.ReadUInt32BigEndian(output.AsSpan(at));
            var type = output.AsSpan(at + 4, 4);
            if (type.SequenceEqual("moof"u8))
            {
                pieces.Add([]);
            }

            if (!type.SequenceEqual("mfra"u8))
            {
                pieces[^1] = [.. pieces[^1], .. output.AsSpan(at, size)];
            }

            at += size;
        }

        return pieces;
    }

    /// <summary>A box.</summary>
    public static byte[] Box(string type, params byte[][] content)
    {
        byte[] payload = [.. content.SelectMany(bytes => bytes)];
        var size = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(size, 8 + payload.Length);
        return [.. size, .. System.Text.Encoding.ASCII.GetBytes(type), .. payload];
    }

    /// <summary>A transport packet without a payload.</summary>
    public static byte[] NullPacket()
    {
        var packet = new byte[188];
        (packet[0], packet[1], packet[2], packet[3]) = (0x47, 0x1F, 0xFF, 0x10);
        return packet;
    }
}
