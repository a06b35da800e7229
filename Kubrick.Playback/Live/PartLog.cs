using System.Runtime.CompilerServices;
using Kubrick.Contracts.Logs;
using Kubrick.StreamLogs;

namespace Kubrick.Playback.Live;

/// <summary>Reads a stream's part log, and finds out when everything that stood in it has been read.</summary>
internal sealed class PartLog(StreamLogClient logs, string name)
{
    // About 10 s of media: enough to be read fast, little enough to wait in memory.
    private const ushort Prefetch = 64;

    /// <summary>No record is larger, in bytes.</summary>
    private const int LargestPart = 32 << 20;

    private static readonly TimeSpan EmptyAfter = TimeSpan.FromMilliseconds(300);

    /// <summary>The records behind a position, without an end; the position goes along.</summary>
    /// <param name="position">Where to begin.</param>
    /// <param name="onCaughtUp">Called once, when the newest batch that stood in the log at the start is being read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="StreamLogMissingException">There is no such log.</exception>
    public async IAsyncEnumerable<(PartRecord Header, ReadOnlyMemory<byte> Body)> ReadAsync(
        LogPosition position, Action onCaughtUp, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var reader = await logs.OpenReaderAsync(name, position.Start, Prefetch, cancellationToken);
        var newest = await FindNewestAsync(cancellationToken);
        var isBehind = position.Last < newest;
        if (!isBehind)
        {
            onCaughtUp();
        }

        await foreach (var record in reader.ReadAsync(cancellationToken))
        {
            // A batch holds older records than were asked for.
            if (record.Offset <= position.Last)
            {
                continue;
            }

            position.Last = record.Offset;
            if (record.Body.Length <= LargestPart && PartRecord.Read(record.Headers) is { } header)
            {
                yield return (header, record.Body);
            }

            if (isBehind && record.Offset >= newest)
            {
                isBehind = false;
                onCaughtUp();
            }
        }
    }

    /// <summary>An offset among the newest; -1 where the log is empty.</summary>
    private async Task<long> FindNewestAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(EmptyAfter);
        await using var reader = await logs.OpenReaderAsync(name, StreamLogStart.Last, 1, cancellationToken);
        try
        {
            await foreach (var record in reader.ReadAsync(patience.Token))
            {
                return record.Offset;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing stands in it yet.
        }

        return -1;
    }
}
