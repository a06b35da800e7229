namespace Kubrick.Contracts.Streams;

/// <summary>The publisher of a stream disconnected without a stop; it may reconnect within the grace period. Published by Ingest, or by the worker when Ingest died, too.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="InterruptedAt">The time, in UTC.</param>
public sealed record StreamInterrupted(string RecordingId, DateTimeOffset InterruptedAt);
