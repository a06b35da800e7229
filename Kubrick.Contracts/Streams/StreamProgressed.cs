namespace Kubrick.Contracts.Streams;

/// <summary>A worker took the stream, or stored another segment. Published by the worker; the numbers never decrease.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="SegmentsUploaded">Stored segments.</param>
/// <param name="BytesUploaded">Stored bytes of initialisation sections and segments.</param>
/// <param name="BytesReceived">Bytes of the recorder that the worker read.</param>
/// <param name="Errors">The latest errors of FFmpeg and the storage, newest first; at most ten sentences.</param>
/// <param name="At">The time, in UTC.</param>
public sealed record StreamProgressed(
    string RecordingId, long SegmentsUploaded, long BytesUploaded, long BytesReceived, IReadOnlyList<string> Errors, DateTimeOffset At);
