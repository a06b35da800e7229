namespace Kubrick.Contracts.Streams;

/// <summary>A stream ended with an error; only what was stored before is playable. Published by the worker; may be published twice.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="StartedAt">The start of the stream, in UTC.</param>
/// <param name="FailedAt">The time, in UTC.</param>
/// <param name="Code">The error for programs; see <see cref="StreamErrorCodes"/>.</param>
/// <param name="Reason">The error in one sentence for people.</param>
/// <param name="DurationMs">The playable duration in ms.</param>
/// <param name="SegmentsUploaded">Stored segments.</param>
/// <param name="BytesUploaded">Stored bytes of initialisation sections and segments.</param>
/// <param name="BytesReceived">Bytes received from the recorder.</param>
/// <param name="ManifestKey">The key of the playlist; null when nothing is playable.</param>
/// <param name="Archive">The archive of the recorder's bytes, even if they are invalid; null when none were received.</param>
public sealed record StreamFailed(
    string RecordingId,
    DateTimeOffset StartedAt,
    DateTimeOffset FailedAt,
    string Code,
    string Reason,
    long DurationMs,
    long SegmentsUploaded,
    long BytesUploaded,
    long BytesReceived,
    string? ManifestKey,
    StreamArchive? Archive);
