namespace Kubrick.Contracts.Streams;

/// <summary>A worker has the stream, or stored another segment of it. Published by the worker; numbers only grow.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="SegmentsUploaded">Segments in the storage.</param>
/// <param name="BytesUploaded">Bytes of initialisation sections and segments in the storage.</param>
/// <param name="BytesReceived">Bytes of the recorder that the worker has read.</param>
/// <param name="Errors">What FFmpeg or the storage complained of last, newest first; at most ten sentences.</param>
/// <param name="At">When, in UTC.</param>
public sealed record StreamProgressed(
    string RecordingId, long SegmentsUploaded, long BytesUploaded, long BytesReceived, IReadOnlyList<string> Errors, DateTimeOffset At);
