namespace Kubrick.Storage.Local;

/// <summary>Finds the parts that a client named among those that are stored, as strictly as S3 does.</summary>
internal static class LocalPartChoice
{
    /// <summary>S3's least size of every part but the last.</summary>
    private const long LeastBytes = 5L << 20;

    /// <exception cref="StorageException">With <see cref="StorageError.PartMismatch"/>.</exception>
    public static IReadOnlyList<LocalPart> Choose(IReadOnlyList<UploadedPart> wanted, IReadOnlyDictionary<int, LocalPart> stored)
    {
        if (wanted.Count == 0)
        {
            throw Mismatch("The upload has no parts.");
        }

        var chosen = new List<LocalPart>(wanted.Count);
        foreach (var part in wanted)
        {
            if (chosen.Count > 0 && chosen[^1].Number >= part.PartNumber)
            {
                throw Mismatch("The parts are not in the order of their numbers.");
            }

            if (!stored.TryGetValue(part.PartNumber, out var found) || found.ETag != part.ETag)
            {
                throw Mismatch($"Part {part.PartNumber} is missing, or its ETag is another.");
            }

            chosen.Add(found);
        }

        return chosen.SkipLast(1).FirstOrDefault(part => part.Length < LeastBytes) is { } small
            ? throw Mismatch($"Part {small.Number} has less than 5 MiB and is not the last.")
            : chosen;
    }

    private static StorageException Mismatch(string message) => new(StorageError.PartMismatch, message);
}
