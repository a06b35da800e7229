namespace Kubrick.Contracts.Streams;

/// <summary>A stream's state as sent to clients (<c>docs/http-api.md</c>, Streams).</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="Status">See <see cref="StreamStatuses"/>.</param>
/// <param name="StartTime">When it was started, Unix ms.</param>
/// <param name="EndTime">When it ended, Unix ms; null while it has not.</param>
/// <param name="Duration">How long it has been running, or ran, in ms.</param>
/// <param name="ViewerCount">How many watch now.</param>
/// <param name="SegmentsUploaded">Segments in the storage.</param>
/// <param name="BytesUploaded">Bytes of initialisation sections and segments in the storage.</param>
/// <param name="LastActivity">When something last happened, Unix ms.</param>
/// <param name="ManifestUrl">The playlist's address, relative to the public origin.</param>
/// <param name="Error">What went wrong, one sentence; null where nothing did.</param>
/// <param name="Transcoder">The worker's side of it.</param>
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
