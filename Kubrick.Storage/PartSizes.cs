namespace Kubrick.Storage;

/// <summary>The sizes of the parts of a multipart upload, in bytes.</summary>
public static class PartSizes
{
    /// <summary>Every part but the last, unless that makes more than <see cref="MaxParts"/> parts: 10 MiB.</summary>
    public const long Default = 10L << 20;

    /// <summary>Every part but the last of an upload whose size is not known at its start, by default: 5 MiB, S3's smallest.</summary>
    public const long OpenEnded = 5L << 20;

    /// <summary>A part that <see cref="IMultipartWriter"/> writes, by default: 8 MiB.</summary>
    public const long Writer = 8L << 20;

    /// <summary>The most parts of one upload: S3's limit.</summary>
    public const int MaxParts = 10_000;

    /// <summary>The largest file: S3's limit, 5 TiB.</summary>
    public const long MaxFileBytes = 5L << 40;

    /// <summary>Sizes are multiples of 256 KiB, as GCS requires.</summary>
    internal const long Step = 256L << 10;

    /// <summary>The part size for a file.</summary>
    /// <param name="fileSize">From 1 to <see cref="MaxFileBytes"/> bytes.</param>
    /// <param name="smallest">The configured part size, which is used unless it makes more than <see cref="MaxParts"/> parts.</param>
    /// <exception cref="ArgumentOutOfRangeException">The file size is out of range.</exception>
    public static long For(long fileSize, long smallest = Default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fileSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fileSize, MaxFileBytes);
        var needed = DivideUp(fileSize, MaxParts);
        return Math.Max(smallest, DivideUp(needed, Step) * Step);
    }

    /// <summary>The number of parts of <paramref name="partSize"/> bytes in a file of <paramref name="fileSize"/> bytes.</summary>
    public static int Count(long fileSize, long partSize) => checked((int)DivideUp(fileSize, partSize));

    private static long DivideUp(long value, long by) => (value + by - 1) / by;
}
