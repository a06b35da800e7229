using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Kubrick.Storage.Gcp;

/// <summary>The checksum by which GCS verifies an upload (CRC-32C, Castagnoli).</summary>
internal static class Crc32C
{
    /// <summary>The checksum as GCS writes it: big-endian, in Base64.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        }

        foreach (var rest in bytes[(bytes.Length & ~7)..])
        {
            crc = BitOperations.Crc32C(crc, rest);
        }

        Span<byte> result = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(result, ~crc);
        return Convert.ToBase64String(result);
    }
}
