using Kubrick.Contracts.Logs;
using Kubrick.StreamLogs;

namespace Kubrick.Playback.Live;

/// <summary>
/// Reads a stream's part log without an end. After a lost connection it reopens the log at the record after the last one it read.
/// </summary>
/// <param name="recordingId">The recording.</param>
/// <param name="logs">The logs.</param>
/// <param name="since">Where the first read starts: records that are older may be missing.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">The log for operators.</param>
internal sealed partial class PartLogFollower(string recordingId, StreamLogClient logs, DateTimeOffset since, TimeProvider clock, ILogger logger)
{
    // About 10 s of media: enough to read fast, little enough to wait in memory.
    private const ushort Prefetch = 64;

    private const int MaxRecordBytes = 32 << 20;

    private static readonly TimeSpan MinRetryDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(2);

    private readonly string name = LogNames.PartLog(recordingId);
    private TimeSpan retryDelay = MinRetryDelay;
    private long lastOffset = -1;
    private volatile bool isCurrent;

    /// <summary>Whether everything that the log contained when it was last opened has been read. False while the broker is unreachable.</summary>
    public bool IsCurrent => isCurrent;

    /// <summary>Reads until the log does not exist, or the read is cancelled.</summary>
    /// <param name="onRecord">Called for each record, in order; the next one is read when it returns.</param>
    /// <param name="onCaughtUp">Called each time that <see cref="IsCurrent"/> becomes true.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    public async Task RunAsync(Func<PartRecord, ReadOnlyMemory<byte>, CancellationToken, ValueTask> onRecord, Action onCaughtUp, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(onRecord, onCaughtUp, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (StreamLogMissingException)
            {
                LogMissing(recordingId);
                return;
            }
            catch (Exception exception)
            {
                // The client throws many types while the broker is unreachable, and none of them is a reason to stop.
                isCurrent = false;
                LogLost(recordingId, exception.Message);
                await Task.Delay(retryDelay, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                retryDelay = TimeSpan.FromTicks(Math.Min(retryDelay.Ticks * 2, MaxRetryDelay.Ticks));
            }
        }
    }

    private async Task ReadAsync(Func<PartRecord, ReadOnlyMemory<byte>, CancellationToken, ValueTask> onRecord, Action onCaughtUp, CancellationToken cancellationToken)
    {
        var start = lastOffset >= 0 ? StreamLogStart.At(lastOffset + 1) : StreamLogStart.Since(since);
        await using var reader = await logs.OpenReaderAsync(name, start, Prefetch, cancellationToken);
        var end = await logs.FindLastOffsetAsync(name, cancellationToken);
        CatchUp(end, onCaughtUp);
        await foreach (var record in reader.ReadAsync(cancellationToken))
        {
            // The broker starts with the batch that contains the start, and so with older records.
            if (record.Offset <= lastOffset)
            {
                continue;
            }

            lastOffset = record.Offset;
            retryDelay = MinRetryDelay;
            if (record.Body.Length <= MaxRecordBytes && PartRecord.Read(record.Headers) is { } header)
            {
                await onRecord(header, record.Body, cancellationToken);
            }

            CatchUp(end, onCaughtUp);
        }
    }

    private void CatchUp(long end, Action onCaughtUp)
    {
        if (!isCurrent && lastOffset >= end)
        {
            isCurrent = true;
            onCaughtUp();
        }
    }

    [LoggerMessage(LogLevel.Debug, "Part log missing: {RecordingId}")]
    private partial void LogMissing(string recordingId);

    [LoggerMessage(LogLevel.Warning, "Part log lost, reopening: {RecordingId}: {Reason}")]
    private partial void LogLost(string recordingId, string reason);
}
