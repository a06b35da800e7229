using System.Buffers.Binary;

namespace Kubrick.Testing.Gcs;

/// <summary>CRC-32C bit by bit, from its definition.</summary>
internal static class GcsChecksum
{
    private const uint ReversedPolynomial = 0x82F63B78;

    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ ReversedPolynomial;
            }
        }

        Span<byte> result = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(result, ~crc);
        return Convert.ToBase64String(result);
    }
}
