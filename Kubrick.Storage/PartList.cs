namespace Kubrick.Storage;

/// <summary>What every provider asks of the parts that an upload is completed with; some servers would let it pass.</summary>
internal static class PartList
{
    /// <summary>The parts by number.</summary>
    /// <exception cref="StorageException">With <see cref="StorageError.PartMismatch"/>: there are none, or one is named twice.</exception>
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
