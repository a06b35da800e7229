namespace Kubrick.Contracts.Streams;

/// <summary>A stream has ended and is completely stored. Published by the worker; may be published twice.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="StartedAt">The start of the stream, in UTC.</param>
/// <param name="EndedAt">The time at which its end was stored, in UTC.</param>
/// <param name="Totals">Its duration, segments and bytes.</param>
/// <param name="ManifestKey">The key of the playlist.</param>
/// <param name="Archive">The archive of the recorder's bytes.</param>
public sealed record StreamEnded(
    string RecordingId, DateTimeOffset StartedAt, DateTimeOffset EndedAt, StreamTotals Totals, string ManifestKey, StreamArchive Archive);
