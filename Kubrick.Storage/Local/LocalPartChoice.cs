namespace Kubrick.Storage.Local;

/// <summary>Finds the parts that a client named among those that are stored, as strictly as S3 does.</summary>
internal static class LocalPartChoice
{
    /// <summary>S3's least size of every part but the last.</summary>
    private const long LeastBytes = 5L << 20;

    /// <exception cref="StorageException">With <see cref="StorageError.PartMismatch"/>.</exception>
    public static IReadOnlyList<LocalPart> Choose(IReadOnlyList<UploadedPart> wanted, IReadOnlyDictionary<int, LocalPart> stored)
    {
        LocalPart[] chosen = [.. PartList.Sort(wanted).Select(part =>
            stored.TryGetValue(part.PartNumber, out var found) && found.ETag == part.ETag
                ? found
                : throw Mismatch($"Part {part.PartNumber} is missing, or its ETag is another."))];

        return chosen.SkipLast(1).FirstOrDefault(part => part.Length < LeastBytes) is { } small
            ? throw Mismatch($"Part {small.Number} has less than 5 MiB and is not the last.")
            : chosen;
    }

    private static StorageException Mismatch(string message) => new(StorageError.PartMismatch, message);
}
