using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Publishing;

namespace Kubrick.Ingest.Streams;

/// <summary>A stream that may be appended to.</summary>
/// <param name="Ticket">What Recordings knows of it.</param>
/// <param name="Session">The right and the way to append.</param>
internal sealed record OpenedStream(StreamTicket Ticket, ChunkLogSession Session);
