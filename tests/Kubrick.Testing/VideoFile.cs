using System.Security.Cryptography;

namespace Kubrick.Testing;

/// <summary>Files that begin like a browser's recording and continue with random bytes: enough to be stored, and nothing that can be decoded.</summary>
public static class VideoFile
{
    /// <summary>The size of the smallest whole header.</summary>
    public const int MinBytes = 16;

    // An EBML header with nothing but its type, and a box with the brand isom.
    private static readonly byte[] Ebml = [0x1A, 0x45, 0xDF, 0xA3, 0x87, 0x42, 0x82, 0x84, .. "webm"u8];
    private static readonly byte[] TypeBox = [0, 0, 0, 16, .. "ftypisom"u8, 0, 0, 2, 0];

    /// <summary>A WebM file. Of fewer bytes than a header has, it is the beginning of one.</summary>
    public static byte[] WebM(int bytes) => Of(Ebml, bytes);

    /// <summary>An MP4 file. Of fewer bytes than a header has, it is the beginning of one.</summary>
    public static byte[] Mp4(int bytes) => Of(TypeBox, bytes);

    private static byte[] Of(byte[] header, int bytes)
    {
        var file = RandomNumberGenerator.GetBytes(bytes);
        header.AsSpan(0, Math.Min(header.Length, bytes)).CopyTo(file);
        return file;
    }
}
