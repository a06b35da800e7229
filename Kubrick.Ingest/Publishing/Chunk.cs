using Kubrick.Contracts.Logs;

namespace Kubrick.Ingest.Publishing;

/// <summary>A record on its way to the chunk log.</summary>
/// <param name="Header">Its headers.</param>
/// <param name="Bytes">The recorder's bytes; empty with <see cref="ChunkKind.End"/>.</param>
/// <param name="TakenAt">The clock's timestamp when it was taken from the socket.</param>
internal sealed record Chunk(ChunkHeader Header, ReadOnlyMemory<byte> Bytes, long TakenAt);
