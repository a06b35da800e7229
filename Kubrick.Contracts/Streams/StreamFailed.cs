namespace Kubrick.Contracts.Streams;

/// <summary>A stream ended in an error: nothing more of it can be played than what was stored before. Published by the worker; may come twice.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="StartedAt">When it was started, in UTC.</param>
/// <param name="FailedAt">When, in UTC.</param>
/// <param name="Code">What happened, for programs: see <see cref="StreamErrorCodes"/>.</param>
/// <param name="Reason">What happened, one sentence for people.</param>
/// <param name="DurationMs">The length of what can be played, in ms.</param>
/// <param name="SegmentsUploaded">Segments in the storage.</param>
/// <param name="BytesUploaded">Bytes of initialisation sections and segments in the storage.</param>
/// <param name="BytesReceived">Bytes of the recorder.</param>
/// <param name="ManifestKey">The key of the playlist; null where nothing can be played.</param>
/// <param name="Archive">The recorder's own bytes, whatever they are; null where none came.</param>
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
