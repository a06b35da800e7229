namespace Kubrick.Storage.Local;

/// <summary>Finds the parts that a client named among those that are stored, as strictly as S3 does.</summary>
internal static class LocalPartChoice
{
    /// <summary>S3's least size of every part but the last, where the session's own parts are not smaller.</summary>
    private const long LeastBytes = 5L << 20;

    /// <summary>The stored parts that a client named, in their order.</summary>
    /// <exception cref="StorageException">With <see cref="StorageError.PartMismatch"/>.</exception>
    public static IReadOnlyList<LocalPart> Choose(IReadOnlyList<UploadedPart> wanted, IReadOnlyDictionary<int, LocalPart> stored, long chunkSize)
    {
        LocalPart[] chosen = [.. PartList.Sort(wanted).Select(part =>
            stored.TryGetValue(part.PartNumber, out var found) && found.ETag == part.ETag
                ? found
                : throw Mismatch($"Part {part.PartNumber} is missing, or its ETag is another."))];

        return chosen.SkipLast(1).FirstOrDefault(part => part.Length < Math.Min(LeastBytes, chunkSize)) is { } small
            ? throw Mismatch($"Part {small.Number} is too small and not the last.")
            : chosen;
    }

    private static StorageException Mismatch(string message) => new(StorageError.PartMismatch, message);
}
