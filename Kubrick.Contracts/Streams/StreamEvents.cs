namespace Kubrick.Contracts.Streams;

/// <summary>A stream was started. Published by Ingest; may be published twice.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="StartedAt">The time, in UTC.</param>
/// <param name="Title">The recording's title.</param>
/// <param name="RecorderName">The name of the recorder.</param>
/// <param name="Quality"><c>480p</c>, <c>720p</c> or <c>1080p</c>.</param>
public sealed record StreamStarted(string RecordingId, DateTimeOffset StartedAt, string Title, string RecorderName, string Quality);

/// <summary>A publisher connected to a stream that was interrupted, or that was started over HTTP. Published by Ingest.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="ResumedAt">The time, in UTC.</param>
public sealed record StreamResumed(string RecordingId, DateTimeOffset ResumedAt);

/// <summary>The publisher of a stream disconnected without a stop; it may reconnect within the grace period. Published by Ingest, or by the worker when Ingest died, too.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="InterruptedAt">The time, in UTC.</param>
public sealed record StreamInterrupted(string RecordingId, DateTimeOffset InterruptedAt);

/// <summary>
/// A worker took the stream, stored another segment, or met a problem that cannot wait for the next segment. Published by the worker; the numbers never decrease.
/// </summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="SegmentsUploaded">Stored segments.</param>
/// <param name="BytesUploaded">Stored bytes of initialisation sections and segments.</param>
/// <param name="BytesReceived">Bytes of the recorder that the worker read.</param>
/// <param name="Errors">The latest errors of FFmpeg and the storage, newest first; at most ten sentences.</param>
/// <param name="At">The time, in UTC.</param>
public sealed record StreamProgressed(
    string RecordingId, long SegmentsUploaded, long BytesUploaded, long BytesReceived, IReadOnlyList<string> Errors, DateTimeOffset At)
{
    /// <summary>What the stream waits for; null for nothing.</summary>
    public StreamProblem? Problem { get; init; }

    /// <summary>What could not be kept so far, by kind.</summary>
    public IReadOnlyList<StreamLoss> Losses { get; init; } = [];
}

/// <summary>The end of a stream is in its chunk log; the rest of the stream is still being stored. Published by the service that wrote the end.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="EndingAt">The time, in UTC.</param>
public sealed record StreamEnding(string RecordingId, DateTimeOffset EndingAt);

/// <summary>A recorder reported its pauses when it stopped its stream. Published by Ingest; may be published twice.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="Pauses">The pauses.</param>
public sealed record StreamPausesReported(string RecordingId, StreamPauses Pauses);

/// <summary>The pauses of a recorder, as its browser measured them.</summary>
/// <param name="Count">How many there were.</param>
/// <param name="DurationTotal">How long they were together, in s.</param>
/// <param name="Events">Each of them; at most 1,000.</param>
public sealed record StreamPauses(long Count, double DurationTotal, IReadOnlyList<StreamPause> Events);

/// <summary>One pause of a recorder.</summary>
/// <param name="PausedAt">Its start, in UTC.</param>
/// <param name="ResumedAt">Its end, in UTC; null when the recorder did not report it.</param>
/// <param name="Duration">In s; null when the recorder did not report it.</param>
public sealed record StreamPause(DateTimeOffset PausedAt, DateTimeOffset? ResumedAt, double? Duration);

/// <summary>A stream has ended and is completely stored. Published by the worker; may be published twice.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="StartedAt">The start of the stream, in UTC.</param>
/// <param name="EndedAt">The time at which its end was stored, in UTC.</param>
/// <param name="Totals">Its duration, segments and bytes.</param>
/// <param name="ManifestKey">The key of the playlist.</param>
/// <param name="Archive">The archive of the recorder's bytes.</param>
public sealed record StreamEnded(
    string RecordingId, DateTimeOffset StartedAt, DateTimeOffset EndedAt, StreamTotals Totals, string ManifestKey, StreamArchive Archive)
{
    /// <summary>What could not be kept, by kind.</summary>
    public IReadOnlyList<StreamLoss> Losses { get; init; } = [];
}

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
    StreamArchive? Archive)
{
    /// <summary>What could not be kept, by kind.</summary>
    public IReadOnlyList<StreamLoss> Losses { get; init; } = [];
}

/// <summary>What a stream came to.</summary>
/// <param name="DurationMs">The playable duration in ms.</param>
/// <param name="SegmentsUploaded">Stored segments.</param>
/// <param name="BytesUploaded">Stored bytes of initialisation sections and segments.</param>
/// <param name="BytesReceived">Bytes received from the recorder; the size of the archive.</param>
public sealed record StreamTotals(long DurationMs, long SegmentsUploaded, long BytesUploaded, long BytesReceived);
