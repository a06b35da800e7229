using Kubrick.Contracts.Logs;

namespace Kubrick.Transcoder.Chunks;

/// <summary>One record of a chunk log.</summary>
/// <param name="Offset">Its offset in the log.</param>
/// <param name="Header">Its header.</param>
/// <param name="Bytes">The recorder's bytes.</param>
internal sealed record ChunkRecord(long Offset, ChunkHeader Header, ReadOnlyMemory<byte> Bytes);

/// <summary>A position in a chunk log.</summary>
/// <param name="Offset">The record.</param>
/// <param name="Sequence">The number of the first frame from there on.</param>
/// <param name="Skip">How many of the record's bytes precede the position.</param>
internal sealed record ChunkPosition(long Offset, long Sequence, int Skip)
{
    /// <summary>The start of the log.</summary>
    public static ChunkPosition First { get; } = new(0, 0, 0);
}
