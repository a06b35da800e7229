using Kubrick.Contracts.Logs;

namespace Kubrick.Ingest.Publishing;

/// <summary>A record for the chunk log that the broker has not confirmed.</summary>
/// <param name="Header">Its headers.</param>
/// <param name="Bytes">The recorder's bytes; empty with <see cref="ChunkKind.End"/>.</param>
/// <param name="ReceivedAt">The clock's timestamp when it was received from the socket.</param>
internal sealed record QueuedChunk(ChunkHeader Header, ReadOnlyMemory<byte> Bytes, long ReceivedAt);
