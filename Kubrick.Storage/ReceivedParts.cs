namespace Kubrick.Storage;

/// <summary>The parts of an upload that the storage has received.</summary>
/// <param name="Parts">The parts in the order of their numbers; with GCS the whole parts among the received bytes.</param>
/// <param name="Bytes">The number of received bytes; with GCS it may include a piece of the next part.</param>
public sealed record ReceivedParts(IReadOnlyList<UploadedPart> Parts, long Bytes)
{
    /// <summary>Whether the object is stored already, because its last byte has arrived (GCS).</summary>
    public bool IsComplete { get; init; }

    /// <summary>The received bytes from the first on, up to the first gap.</summary>
    /// <param name="partSize">The size of every part but the last, in bytes.</param>
    public ContiguousParts FromStart(long partSize)
    {
        var run = new List<UploadedPart>(Parts.Count);
        var bytes = 0L;
        foreach (var part in Parts.OrderBy(part => part.PartNumber))
        {
            if (part.PartNumber != run.Count + 1 || part.Length is not > 0)
            {
                break;
            }

            run.Add(part);
            bytes += part.Length.Value;
            if (part.Length != partSize)
            {
                // Only the last part of a file has another size.
                break;
            }
        }

        if (run.Count == Parts.Count && bytes < Bytes)
        {
            run.Add(new UploadedPart(run.Count + 1, "", Bytes - bytes));
            bytes = Bytes;
        }

        return new ContiguousParts(run, bytes, HasGap: bytes < Bytes);
    }
}

/// <summary>The received bytes of an upload from the first on, up to the first gap.</summary>
/// <param name="Parts">The parts from 1 on, with their lengths; with GCS the last may be a piece of a part.</param>
/// <param name="Bytes">Their sum.</param>
/// <param name="HasGap">Whether bytes after a gap have arrived, too.</param>
public sealed record ContiguousParts(IReadOnlyList<UploadedPart> Parts, long Bytes, bool HasGap);
