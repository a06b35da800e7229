namespace Kubrick.StreamLogs;

/// <summary>A record read from a log.</summary>
/// <param name="Offset">Its offset in the log, from 0.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Body">Its bytes; the reader's own copy.</param>
public sealed record StreamLogRecord(long Offset, IReadOnlyDictionary<string, object?> Headers, ReadOnlyMemory<byte> Body);
