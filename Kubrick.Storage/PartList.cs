namespace Kubrick.Storage;

/// <summary>Checks the list of parts that an upload is completed with; some servers accept lists that others refuse.</summary>
internal static class PartList
{
    /// <summary>Sorts the parts by number.</summary>
    /// <exception cref="StorageException">With <see cref="StorageError.PartMismatch"/>: the list is empty or contains a part twice.</exception>
    public static IReadOnlyList<UploadedPart> Sort(IReadOnlyList<UploadedPart> parts)
    {
        UploadedPart[] sorted = [.. parts.OrderBy(part => part.PartNumber)];
        if (sorted.Length == 0)
        {
            throw new StorageException(StorageError.PartMismatch, "The upload has no parts.");
        }

        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].PartNumber == sorted[i - 1].PartNumber)
            {
                throw new StorageException(StorageError.PartMismatch, $"Part {sorted[i].PartNumber} is named twice.");
            }
        }

        return sorted;
    }
}
