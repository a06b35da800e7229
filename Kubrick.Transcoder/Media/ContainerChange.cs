using Kubrick.Contracts.Logs;
using Kubrick.Transcoder.Chunks;

namespace Kubrick.Transcoder.Media;

/// <summary>
/// Tells where a recorder began a new container: where the epoch goes up, or where the first bytes after a publisher took the stream anew are a container's
/// first. Recorders of version 1 know no epochs, and their first chunk may be a single byte.
/// </summary>
internal sealed class ContainerChange(int? epoch)
{
    private const int DecidedAfter = 8;

    private readonly List<ChunkRecord> held = [];
    private int? currentEpoch = epoch;
    private bool isReopened;
    private int heldBefore;
    private bool hasBytes = epoch is not null;

    /// <summary>Takes the next record.</summary>
    /// <param name="chunk">The record.</param>
    /// <param name="begun">Where a new container begins; null where none does.</param>
    /// <returns>What belongs to the old container, in order; what is not told yet is held back.</returns>
    public IReadOnlyList<ChunkRecord> Take(ChunkRecord chunk, out ChunkPosition? begun)
    {
        begun = null;
        switch (chunk.Header.Kind)
        {
            case ChunkKind.Claim or ChunkKind.Probe:
                isReopened = hasBytes;
                // The next bytes may go on with those that are held, or begin anew.
                heldBefore = held.Count;
                return [];
            case ChunkKind.End:
                return Release();
            default:
                break;
        }

        currentEpoch ??= chunk.Header.Epoch;
        if (chunk.Header.Epoch > currentEpoch)
        {
            begun = new ChunkPosition(chunk.Offset, chunk.Header.Sequence, 0);
            return Release();
        }

        hasBytes |= chunk.Bytes.Length > 0;
        if (!isReopened)
        {
            return [chunk];
        }

        held.Add(chunk);
        if (heldBefore > 0 && heldBefore < held.Count && IsStart(held.GetRange(heldBefore, held.Count - heldBefore)) == true)
        {
            begun = new ChunkPosition(held[heldBefore].Offset, held[heldBefore].Header.Sequence, 0);
            return held.GetRange(0, heldBefore);
        }

        switch (IsStart(held))
        {
            case true:
                begun = new ChunkPosition(held[0].Offset, held[0].Header.Sequence, 0);
                return [];
            case false when heldBefore > 0 && IsStart(held.GetRange(heldBefore, held.Count - heldBefore)) is null:
                return [];
            case false:
                isReopened = false;
                return Release();
            default:
                return [];
        }
    }

    private static bool? IsStart(List<ChunkRecord> chunks)
    {
        Span<byte> start = stackalloc byte[DecidedAfter];
        var length = 0;
        foreach (var chunk in chunks)
        {
            var take = Math.Min(chunk.Bytes.Length, DecidedAfter - length);
            chunk.Bytes.Span[..take].CopyTo(start[length..]);
            length += take;
        }

        start = start[..length];
        ReadOnlySpan<byte> ebml = [0x1A, 0x45, 0xDF, 0xA3];
        if (start.Length < ebml.Length ? ebml.StartsWith(start) : start.StartsWith(ebml))
        {
            return start.Length < ebml.Length ? null : true;
        }

        // A fragment of MP4 begins with a box too: only the first box of a file is a new container's.
        return start.Length == DecidedAfter ? start[0] == 0 && start[4..].SequenceEqual("ftyp"u8) : start.IsEmpty || start[0] == 0 ? null : false;
    }

    private ChunkRecord[] Release()
    {
        ChunkRecord[] released = [.. held];
        held.Clear();
        heldBefore = 0;
        return released;
    }
}
