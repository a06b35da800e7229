using Kubrick.Contracts.Logs;

namespace Kubrick.Transcoder.Chunks;

/// <summary>One record of a chunk log.</summary>
/// <param name="Offset">Its place in the log.</param>
/// <param name="Header">What it is.</param>
/// <param name="Bytes">The recorder's bytes.</param>
internal sealed record Chunk(long Offset, ChunkHeader Header, ReadOnlyMemory<byte> Bytes);
