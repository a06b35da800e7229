using Kubrick.Contracts.Streams;

namespace Kubrick.Ingest.Streams;

/// <summary>The fields of <see cref="StreamState"/>, and what was done.</summary>
internal sealed record LiveStreamAttributes(
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
    TranscoderState Transcoder,
    string Message);
