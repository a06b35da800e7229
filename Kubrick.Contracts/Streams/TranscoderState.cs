namespace Kubrick.Contracts.Streams;

/// <summary>The worker's side of a stream, as sent to clients.</summary>
/// <param name="IsRunning">Whether a worker has it.</param>
/// <param name="SegmentCount">Segments it made.</param>
/// <param name="BytesReceived">Bytes of the recorder that it read.</param>
/// <param name="Errors">What it complained of last, newest first.</param>
public sealed record TranscoderState(bool IsRunning, long SegmentCount, long BytesReceived, IReadOnlyList<string> Errors);
