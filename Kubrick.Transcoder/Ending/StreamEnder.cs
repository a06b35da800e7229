using Kubrick.Contracts.Logs;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Chunks;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Ending;

/// <summary>
/// Ends a stream: asks its publisher to stop, or, when there is none, appends the end to the chunk log in its place. Everything else that happens at the end follows from the end
/// record.
/// </summary>
internal sealed partial class StreamEnder(
    BrokerLeases leases, StreamLogClient logs, ChunkLogEnd end, StreamEvents events, TimeProvider time, ILogger<StreamEnder> logger)
{
    /// <summary>Frames may be large, and only a few are read.</summary>
    private const ushort Prefetch = 4;

    private static readonly TimeSpan StopInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReplyTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Whether there is a publisher.</summary>
    public Task<bool> IsPublishingAsync(string recordingId, CancellationToken cancellationToken) =>
        leases.IsOwnedAsync(LogNames.PublisherLease(recordingId), cancellationToken);

    /// <summary>Asks the publisher once to stop.</summary>
    public Task AskToStopAsync(string recordingId, CancellationToken cancellationToken) =>
        leases.AskAsync(LogNames.PublisherLease(recordingId), LeaseMessages.Stop, ReplyTimeout, cancellationToken);

    /// <summary>Ends a stream that failed; returns when the end of its log was read.</summary>
    /// <param name="recordingId">The recording.</param>
    /// <param name="activity">What was read of the log.</param>
    /// <param name="reading">The task that reads the log.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task EndAsync(string recordingId, StreamActivity activity, Task reading, CancellationToken cancellationToken)
    {
        while (!reading.IsCompleted && !activity.HasEnded)
        {
            if (await IsPublishingAsync(recordingId, cancellationToken))
            {
                await AskToStopAsync(recordingId, cancellationToken);
            }
            else
            {
                await TryAppendEndAsync(recordingId, activity.NextFrame, StreamEndReason.Closed, cancellationToken);
            }

            await Task.WhenAny(reading, Task.Delay(StopInterval, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Acquires the publisher's lease and appends the end; false when the lease has another owner.</summary>
    public Task<bool> TryAppendEndAsync(string recordingId, NextFrame next, StreamEndReason reason, CancellationToken cancellationToken) =>
        TryAppendEndAsync(recordingId, (_, _) => Task.FromResult<NextFrame?>(next), reason, cancellationToken);

    /// <summary>
    /// Like <see cref="TryAppendEndAsync(string, NextFrame, StreamEndReason, CancellationToken)"/>, but only when every record of the log was read: an unread record
    /// means that a publisher reconnected, or that there is still work.
    /// </summary>
    public Task<bool> TryAppendEndWhenReadAsync(string recordingId, StreamActivity activity, StreamEndReason reason, CancellationToken cancellationToken) =>
        TryAppendEndAsync(
            recordingId,
            async (writer, cancel) => await HasUnreadAsync(writer, activity, cancel) ? null : activity.NextFrame,
            reason,
            cancellationToken);

    private async Task<bool> TryAppendEndAsync(
        string recordingId, Func<StreamLogWriter, CancellationToken, Task<NextFrame?>> find, StreamEndReason reason, CancellationToken cancellationToken)
    {
        var result = await end.TryAppendAsync(recordingId, reason, LeaseMessages.Ending, find, AnnounceAsync, cancellationToken);
        return result is ChunkLogEndResult.Appended;

        Task AnnounceAsync(ChunkHeader appended, CancellationToken cancel)
        {
            LogEnded(recordingId, reason);
            return events.EndingAsync(recordingId, appended.PublishedAt, cancel);
        }
    }

    private async Task<bool> HasUnreadAsync(StreamLogWriter writer, StreamActivity activity, CancellationToken cancellationToken)
    {
        var probe = ChunkHeader.Probe(time.GetUtcNow()).ToHeaders();
        await foreach (var record in logs.ReadToOwnRecordAsync(writer, probe, StreamLogStart.Last, Prefetch, cancellationToken))
        {
            if (ChunkHeader.Read(record.Headers) is { } header && !activity.HasRead(record.Offset, header))
            {
                return true;
            }
        }

        return false;
    }

    [LoggerMessage(LogLevel.Information, "Stream ended by the worker: {RecordingId}, {Reason}")]
    private partial void LogEnded(string recordingId, StreamEndReason reason);
}
