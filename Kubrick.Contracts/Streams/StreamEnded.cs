namespace Kubrick.Contracts.Streams;

/// <summary>A stream is over and all of it is stored. Published by the worker; may come twice.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="StartedAt">When it was started, in UTC.</param>
/// <param name="EndedAt">When its end was stored, in UTC.</param>
/// <param name="DurationMs">The length of what can be played, in ms.</param>
/// <param name="SegmentsUploaded">Segments in the storage.</param>
/// <param name="BytesUploaded">Bytes of initialisation sections and segments in the storage.</param>
/// <param name="BytesReceived">Bytes of the recorder; those of the archive.</param>
/// <param name="ManifestKey">The key of the playlist.</param>
/// <param name="Archive">The recorder's own bytes.</param>
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
