namespace Kubrick.Storage;

/// <summary>How large the parts of a resumable upload are.</summary>
public static class ChunkSizes
{
    /// <summary>Every part's size in bytes, but the last's, as long as that makes at most <see cref="MaxParts"/> of them: 10 MiB.</summary>
    public const long Default = 10L << 20;

    /// <summary>The size of a part that <see cref="IMultipartWriter"/> writes, where nothing else is set: 8 MiB.</summary>
    public const long Writer = 8L << 20;

    /// <summary>The most parts that an upload may have: S3's limit.</summary>
    public const int MaxParts = 10_000;

    /// <summary>The largest file in bytes: S3's limit, 5 TiB.</summary>
    public const long MaxFileBytes = 5L << 40;

    /// <summary>Sizes are multiples of 256 KiB, as GCS demands.</summary>
    internal const long Step = 256L << 10;

    /// <summary>The part size in bytes for a file.</summary>
    /// <param name="fileSize">From 1 to <see cref="MaxFileBytes"/> bytes.</param>
    /// <param name="smallest">The configured part size in bytes, which is used as long as it does not make too many parts.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is outside of that.</exception>
    public static long For(long fileSize, long smallest = Default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fileSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fileSize, MaxFileBytes);
        var needed = DivideUp(fileSize, MaxParts);
        return Math.Max(smallest, DivideUp(needed, Step) * Step);
    }

    /// <summary>How many parts of <paramref name="chunkSize"/> bytes a file of <paramref name="fileSize"/> bytes has.</summary>
    public static int Count(long fileSize, long chunkSize) => checked((int)DivideUp(fileSize, chunkSize));

    private static long DivideUp(long value, long by) => (value + by - 1) / by;
}
