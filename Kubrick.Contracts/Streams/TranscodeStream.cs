namespace Kubrick.Contracts.Streams;

/// <summary>
/// Transcodes a stream. A JSON message in <see cref="Logs.LogNames.TranscodeQueue"/>, sent before the first chunk is accepted. It may be sent twice; a worker that finds the
/// stream owned by another worker drops it.
/// </summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="CreatedAt">When the recording was created, in UTC; part of the archive's key.</param>
/// <param name="StorageSequence">The daily sequence number in the archive's key.</param>
/// <param name="MimeType">The content type with which the recording was created; the container is detected from the bytes.</param>
/// <param name="Quality"><c>480p</c>, <c>720p</c> or <c>1080p</c>.</param>
/// <param name="StartedAt">The start of the stream, in UTC.</param>
public sealed record TranscodeStream(
    string RecordingId,
    DateTimeOffset CreatedAt,
    int StorageSequence,
    string MimeType,
    string Quality,
    DateTimeOffset StartedAt);
