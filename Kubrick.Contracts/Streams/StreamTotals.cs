namespace Kubrick.Contracts.Streams;

/// <summary>What a stream came to.</summary>
/// <param name="DurationMs">The playable duration in ms.</param>
/// <param name="SegmentsUploaded">Stored segments.</param>
/// <param name="BytesUploaded">Stored bytes of initialisation sections and segments.</param>
/// <param name="BytesReceived">Bytes received from the recorder; the size of the archive.</param>
public sealed record StreamTotals(long DurationMs, long SegmentsUploaded, long BytesUploaded, long BytesReceived);
