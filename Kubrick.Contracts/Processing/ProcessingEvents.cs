namespace Kubrick.Contracts.Processing;

/// <summary>A recording is to be processed. Published by Recordings; may be published twice.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="Generation">Increases with every request for this recording.</param>
/// <param name="RequestedAt">The time, in UTC.</param>
public sealed record ProcessingRequested(string RecordingId, int Generation, DateTimeOffset RequestedAt);

/// <summary>A worker has stored another file of a recording, and goes on. Published by the worker; may be published twice.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="Generation">The request.</param>
/// <param name="Findings">Everything that is known and stored so far.</param>
/// <param name="At">The time, in UTC.</param>
public sealed record ProcessingProgressed(string RecordingId, int Generation, ProcessingFindings Findings, DateTimeOffset At);

/// <summary>A recording is processed. Published by the worker; may be published twice.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="Generation">The request.</param>
/// <param name="Findings">Everything that is known and stored.</param>
/// <param name="At">The time, in UTC.</param>
public sealed record ProcessingDone(string RecordingId, int Generation, ProcessingFindings Findings, DateTimeOffset At);

/// <summary>A recording could not be processed. Published by the worker; may be published twice.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="Generation">The request.</param>
/// <param name="Code">Whose fault it is; see <see cref="ProcessingErrorCodes"/>.</param>
/// <param name="Reason">The error in one sentence for people.</param>
/// <param name="Findings">What is known and stored nevertheless.</param>
/// <param name="At">The time, in UTC.</param>
public sealed record ProcessingFailed(string RecordingId, int Generation, string Code, string Reason, ProcessingFindings Findings, DateTimeOffset At);
