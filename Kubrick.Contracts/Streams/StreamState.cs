namespace Kubrick.Contracts.Streams;

/// <summary>A stream's state as sent to clients (<c>docs/http-api.md</c>, Streams).</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="Status">See <see cref="StreamStatuses"/>.</param>
/// <param name="StartTime">The start, in Unix ms.</param>
/// <param name="EndTime">The end, in Unix ms; null before the end.</param>
/// <param name="Duration">The duration so far, or in total, in ms.</param>
/// <param name="ViewerCount">The number of viewers.</param>
/// <param name="SegmentsUploaded">Stored segments.</param>
/// <param name="BytesUploaded">Stored bytes of initialisation sections and segments.</param>
/// <param name="LastActivity">The last activity, in Unix ms.</param>
/// <param name="ManifestUrl">The URL of the playlist, relative to the public origin.</param>
/// <param name="Error">The error in one sentence; null when there is none.</param>
/// <param name="Transcoder">The state of its worker.</param>
public record StreamState(
    string RecordingId,
    string Status,
    long StartTime,
    long? EndTime,
    long Duration,
    int ViewerCount,
    long SegmentsUploaded,
    long BytesUploaded,
    long LastActivity,
    string ManifestUrl,
    string? Error,
    TranscoderState Transcoder);
