namespace Kubrick.Contracts.Streams;

/// <summary>The publisher of a stream is gone without a word; it has the grace period to come back. Published by Ingest, or by the worker where Ingest died too.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="InterruptedAt">When, in UTC.</param>
public sealed record StreamInterrupted(string RecordingId, DateTimeOffset InterruptedAt);
