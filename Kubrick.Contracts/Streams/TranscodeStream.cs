namespace Kubrick.Contracts.Streams;

/// <summary>
/// A stream wants a worker. One message in <see cref="Logs.LogNames.TranscodeQueue"/>, JSON, sent before the first chunk is accepted; it may be sent
/// twice, and a worker that finds the stream in another worker's hands drops it.
/// </summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="CreatedAt">When the recording was created, in UTC; part of the archive's key.</param>
/// <param name="StorageSequence">The day's running number in the archive's key.</param>
/// <param name="MimeType">The content type that the recording was created with; what the bytes are is found out from them.</param>
/// <param name="Quality"><c>480p</c>, <c>720p</c> or <c>1080p</c>.</param>
/// <param name="StartedAt">When the stream was started, in UTC.</param>
public sealed record TranscodeStream(
    string RecordingId,
    DateTimeOffset CreatedAt,
    int StorageSequence,
    string MimeType,
    string Quality,
    DateTimeOffset StartedAt);
