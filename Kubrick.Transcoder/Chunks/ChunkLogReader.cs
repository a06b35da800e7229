using System.Runtime.CompilerServices;
using Kubrick.Contracts.Logs;
using Kubrick.StreamLogs;

namespace Kubrick.Transcoder.Chunks;

/// <summary>Reads a stream's chunk log: every frame once, in order, up to the end.</summary>
internal sealed partial class ChunkLogReader(StreamLogClient logs, ILogger<ChunkLogReader> logger)
{
    // The records that wait in memory for a slow reader; the others wait in the broker.
    private const ushort Prefetch = 64;

    /// <summary>Reads the records from a position on, up to the log's end. Waits for records that are not written yet.</summary>
    /// <param name="recordingId">The recording.</param>
    /// <param name="from">The position.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="onMissing">Called with the number of frames that the log lacks.</param>
    /// <exception cref="LogLostException">The connection was lost, or the log was deleted.</exception>
    /// <exception cref="StreamLogMissingException">There is no such log.</exception>
    public async IAsyncEnumerable<ChunkRecord> ReadAsync(
        string recordingId, ChunkPosition from, [EnumeratorCancellation] CancellationToken cancellationToken, Action<long>? onMissing = null)
    {
        var start = from.Offset == 0 ? StreamLogStart.First : StreamLogStart.At(from.Offset);
        await using var reader = await logs.OpenReaderAsync(LogNames.ChunkLog(recordingId), start, Prefetch, cancellationToken);
        var next = from.Sequence;
        await foreach (var record in reader.ReadAsync(cancellationToken))
        {
            if (record.Offset < from.Offset)
            {
                continue;
            }

            if (ChunkHeader.Read(record.Headers) is not { } header)
            {
                // If it was a frame, the next number shows that.
                LogMalformed(recordingId, record.Offset);
                continue;
            }

            if (header.Kind is ChunkKind.Data or ChunkKind.End && header.Sequence > next)
            {
                LogGap(recordingId, next, header.Sequence);
                onMissing?.Invoke(header.Sequence - next);
            }

            if (header.Kind == ChunkKind.Data)
            {
                if (header.Sequence < next)
                {
                    // Its publisher lost the broker's confirm and appended it again.
                    continue;
                }

                next = header.Sequence + 1;
            }

            var skip = record.Offset == from.Offset ? Math.Min(from.Skip, record.Body.Length) : 0;
            yield return new ChunkRecord(record.Offset, header, record.Body[skip..]);
            if (header.Kind == ChunkKind.End)
            {
                yield break;
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Record skipped: stream {RecordingId}, record {Offset} is no chunk")]
    private partial void LogMalformed(string recordingId, long offset);

    [LoggerMessage(LogLevel.Error, "Frames missing: stream {RecordingId} continues, or ends, at frame {Found} instead of {Expected}")]
    private partial void LogGap(string recordingId, long expected, long found);
}

/// <summary>One record of a chunk log.</summary>
/// <param name="Offset">Its offset in the log.</param>
/// <param name="Header">Its header.</param>
/// <param name="Bytes">The recorder's bytes.</param>
internal sealed record ChunkRecord(long Offset, ChunkHeader Header, ReadOnlyMemory<byte> Bytes);

/// <summary>A position in a chunk log.</summary>
/// <param name="Offset">The record.</param>
/// <param name="Sequence">The number of the first frame from there on.</param>
/// <param name="Skip">How many of the record's bytes precede the position.</param>
internal sealed record ChunkPosition(long Offset, long Sequence, int Skip)
{
    /// <summary>The start of the log.</summary>
    public static ChunkPosition First { get; } = new(0, 0, 0);
}
