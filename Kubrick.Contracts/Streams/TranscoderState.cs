namespace Kubrick.Contracts.Streams;

/// <summary>The state of a stream's worker, as sent to clients.</summary>
/// <param name="IsRunning">Whether a worker owns the stream.</param>
/// <param name="SegmentCount">Segments it created.</param>
/// <param name="BytesReceived">Bytes of the recorder that it read.</param>
/// <param name="Errors">Its latest errors, newest first.</param>
public sealed record TranscoderState(bool IsRunning, long SegmentCount, long BytesReceived, IReadOnlyList<string> Errors);
