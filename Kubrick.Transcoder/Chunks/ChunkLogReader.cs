using System.Runtime.CompilerServices;
using Kubrick.Contracts.Logs;
using Kubrick.StreamLogs;

namespace Kubrick.Transcoder.Chunks;

/// <summary>Reads a stream's chunk log: every frame once, in order, up to its end.</summary>
internal sealed partial class ChunkLogReader(StreamLogClient logs, ILogger<ChunkLogReader> logger)
{
    // What waits in memory for a reader that is held up; the rest waits in the broker.
    private const ushort Prefetch = 64;

    /// <summary>The records from a place on. The last one is the log's end; it waits for those that are not written yet.</summary>
    /// <exception cref="LogLostException">The broker was lost, or the log deleted.</exception>
    /// <exception cref="StreamLogMissingException">There is no such log.</exception>
    public async IAsyncEnumerable<ChunkRecord> ReadAsync(string recordingId, ChunkPosition from, [EnumeratorCancellation] CancellationToken cancellationToken)
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
                LogNoChunk(recordingId, record.Offset);
                continue;
            }

            if (header.Kind == ChunkKind.Data)
            {
                if (header.Sequence < next)
                {
                    // Its publisher lost the confirm and wrote it again.
                    continue;
                }

                if (header.Sequence > next)
                {
                    LogHole(recordingId, next, header.Sequence);
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

    [LoggerMessage(LogLevel.Error, "Record {Offset} in the chunk log of {RecordingId} is no chunk and is passed over")]
    private partial void LogNoChunk(string recordingId, long offset);

    [LoggerMessage(LogLevel.Error, "The chunk log of {RecordingId} goes on with frame {Found} where frame {Expected} belongs")]
    private partial void LogHole(string recordingId, long expected, long found);
}
