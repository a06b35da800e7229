namespace Kubrick.Contracts.Streams;

/// <summary>A stream has ended and is completely stored. Published by the worker; may be published twice.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="StartedAt">The start of the stream, in UTC.</param>
/// <param name="EndedAt">The time at which its end was stored, in UTC.</param>
/// <param name="DurationMs">The playable duration in ms.</param>
/// <param name="SegmentsUploaded">Stored segments.</param>
/// <param name="BytesUploaded">Stored bytes of initialisation sections and segments.</param>
/// <param name="BytesReceived">Bytes received from the recorder; the size of the archive.</param>
/// <param name="ManifestKey">The key of the playlist.</param>
/// <param name="Archive">The archive of the recorder's bytes.</param>
public sealed record StreamEnded(
    string RecordingId,
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt,
    long DurationMs,
    long SegmentsUploaded,
    long BytesUploaded,
    long BytesReceived,
    string ManifestKey,
    StreamArchive Archive);
