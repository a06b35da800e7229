namespace Kubrick.Transcoder.Chunks;

/// <summary>A place in a chunk log.</summary>
/// <param name="Offset">The record.</param>
/// <param name="Sequence">The number that the first frame from there on has.</param>
/// <param name="Skip">How many of the record's bytes lie before the place.</param>
internal sealed record ChunkPosition(long Offset, long Sequence, int Skip)
{
    /// <summary>The start of the log.</summary>
    public static ChunkPosition First { get; } = new(0, 0, 0);
}
