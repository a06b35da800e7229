using System.Buffers;
using Kubrick.Storage.Containers;
using Microsoft.Win32.SafeHandles;

namespace Kubrick.Transcoder.Originals;

/// <summary>
/// Finds where containers start in a file. A recorder that was reloaded, or another device, appends a complete container to the bytes before. Damaged bytes in between may hide the
/// structure, so the file is scanned for the first bytes of a container wherever they stand, and each place is verified.
/// </summary>
internal static class ContainerScanner
{
    /// <summary>The most containers of a file; the rest of the bytes belongs to the last of them.</summary>
    public const int MaxRanges = 300;

    // Bytes that look like containers everywhere are not searched to the end.
    private const int MaxCandidates = 50_000;

    private const int BlockSize = 1 << 20;
    private const int MarkerLength = 4;

    // The distance of "ftyp" from the start of its box.
    private const int TypeOffset = 4;

    /// <summary>Scans a file.</summary>
    /// <returns>The containers in the order of the file; bytes before the first are left out.</returns>
    public static async Task<IReadOnlyList<ContainerRange>> ScanAsync(string path, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(path, options: FileOptions.Asynchronous | FileOptions.SequentialScan);
        var length = RandomAccess.GetLength(file);
        var starts = new List<(long Offset, ContainerKind Container)>();
        if (await SniffAsync(file, 0, cancellationToken) is var first && first != ContainerKind.Unknown)
        {
            starts.Add((0, first));
        }

        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            var candidates = 0;
            for (var at = 0L; at < length && starts.Count < MaxRanges && candidates < MaxCandidates;)
            {
                var read = await RandomAccess.ReadAsync(file, block.AsMemory(0, BlockSize), at, cancellationToken);
                foreach (var offset in Candidates(block.AsSpan(0, read), at))
                {
                    if (offset > 0 && starts.Count < MaxRanges && candidates++ < MaxCandidates && await SniffAsync(file, offset, cancellationToken) is var container && container != ContainerKind.Unknown)
                    {
                        starts.Add((offset, container));
                    }
                }

                if (read < MarkerLength)
                {
                    break;
                }

                // A marker may straddle two blocks.
                at += at + read >= length ? read : read - MarkerLength + 1;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }

        return [.. starts.Select((start, index) => new ContainerRange(start.Container, start.Offset, index + 1 < starts.Count ? starts[index + 1].Offset : length))];
    }

    /// <summary>The offsets in the file at which a container may start, in ascending order.</summary>
    private static List<long> Candidates(ReadOnlySpan<byte> block, long blockOffset)
    {
        var found = new List<long>();
        Find(block, [0x1A, 0x45, 0xDF, 0xA3], blockOffset, found);
        Find(block, "ftyp"u8, blockOffset - TypeOffset, found);
        found.Sort();
        return found;
    }

    private static void Find(ReadOnlySpan<byte> block, ReadOnlySpan<byte> marker, long offset, List<long> found)
    {
        for (var at = 0; block[at..].IndexOf(marker) is >= 0 and var next; at += next + 1)
        {
            found.Add(offset + at + next);
        }
    }

    private static async Task<ContainerKind> SniffAsync(SafeFileHandle file, long offset, CancellationToken cancellationToken)
    {
        var start = ArrayPool<byte>.Shared.Rent(ContainerSniffer.MaxBytes);
        try
        {
            var read = await RandomAccess.ReadAsync(file, start.AsMemory(0, ContainerSniffer.MaxBytes), offset, cancellationToken);
            return ContainerStart.Recognise(start.AsSpan(0, read), isFileStart: offset == 0);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(start);
        }
    }
}
