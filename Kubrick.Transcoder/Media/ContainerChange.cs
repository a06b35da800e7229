using Kubrick.Contracts.Logs;
using Kubrick.Transcoder.Chunks;

namespace Kubrick.Transcoder.Media;

/// <summary>
/// Detects where a recorder starts a new container: when the epoch increases, or when the first bytes after a publisher reconnected are the first of a container. Recorders of
/// version 1 have no epochs, and their first chunk may be a single byte.
/// </summary>
internal sealed class ContainerChange(int? epoch)
{
    private const int DecidingBytes = 8;

    private readonly List<ChunkRecord> undecided = [];
    private int? currentEpoch = epoch;
    private bool isReopened;
    private int undecidedBefore;
    private bool hasBytes = epoch is not null;

    /// <summary>Takes the next record.</summary>
    /// <param name="chunk">The record.</param>
    /// <param name="newContainer">Where a new container starts; null when none does.</param>
    /// <returns>The records of the old container, in order. Undecided records are kept back.</returns>
    public IReadOnlyList<ChunkRecord> Take(ChunkRecord chunk, out ChunkPosition? newContainer)
    {
        newContainer = null;
        switch (chunk.Header.Kind)
        {
            case ChunkKind.Claim or ChunkKind.Probe:
                isReopened = hasBytes;
                // The next bytes may continue the undecided ones, or start a container.
                undecidedBefore = undecided.Count;
                return [];
            case ChunkKind.End:
                return Release();
            default:
                break;
        }

        currentEpoch ??= chunk.Header.Epoch;
        if (chunk.Header.Epoch > currentEpoch)
        {
            newContainer = new ChunkPosition(chunk.Offset, chunk.Header.Sequence, 0);
            return Release();
        }

        hasBytes |= chunk.Bytes.Length > 0;
        if (!isReopened)
        {
            return [chunk];
        }

        undecided.Add(chunk);
        if (undecidedBefore > 0 && undecidedBefore < undecided.Count && IsStart(undecided.GetRange(undecidedBefore, undecided.Count - undecidedBefore)) == true)
        {
            newContainer = new ChunkPosition(undecided[undecidedBefore].Offset, undecided[undecidedBefore].Header.Sequence, 0);
            return undecided.GetRange(0, undecidedBefore);
        }

        switch (IsStart(undecided))
        {
            case true:
                newContainer = new ChunkPosition(undecided[0].Offset, undecided[0].Header.Sequence, 0);
                return [];
            case false when undecidedBefore > 0 && IsStart(undecided.GetRange(undecidedBefore, undecided.Count - undecidedBefore)) is null:
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
        Span<byte> start = stackalloc byte[DecidingBytes];
        var length = 0;
        foreach (var chunk in chunks)
        {
            var take = Math.Min(chunk.Bytes.Length, DecidingBytes - length);
            chunk.Bytes.Span[..take].CopyTo(start[length..]);
            length += take;
        }

        start = start[..length];
        ReadOnlySpan<byte> ebml = [0x1A, 0x45, 0xDF, 0xA3];
        if (start.Length < ebml.Length ? ebml.StartsWith(start) : start.StartsWith(ebml))
        {
            return start.Length < ebml.Length ? null : true;
        }

        // A fragment of MP4 starts with a box, too: only ftyp is the first box of a container.
        return start.Length == DecidingBytes ? start[0] == 0 && start[4..].SequenceEqual("ftyp"u8) : start.IsEmpty || start[0] == 0 ? null : false;
    }

    private ChunkRecord[] Release()
    {
        ChunkRecord[] released = [.. undecided];
        undecided.Clear();
        undecidedBefore = 0;
        return released;
    }
}
