namespace Kubrick.Contracts.Streams;

/// <summary>A stream ended with an error; only what was stored before is playable. Published by the worker; may be published twice.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="StartedAt">The start of the stream, in UTC.</param>
/// <param name="FailedAt">The time, in UTC.</param>
/// <param name="Code">The error for programs; see <see cref="StreamErrorCodes"/>.</param>
/// <param name="Reason">The error in one sentence for people.</param>
/// <param name="Totals">Its duration, segments and bytes.</param>
/// <param name="ManifestKey">The key of the playlist; null when nothing is playable.</param>
/// <param name="Archive">The archive of the recorder's bytes, even if they are invalid; null when none were received.</param>
public sealed record StreamFailed(
    string RecordingId,
    DateTimeOffset StartedAt,
    DateTimeOffset FailedAt,
    string Code,
    string Reason,
    StreamTotals Totals,
    string? ManifestKey,
    StreamArchive? Archive);
