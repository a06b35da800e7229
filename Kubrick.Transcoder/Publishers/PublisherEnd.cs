using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Chunks;
using MassTransit;

namespace Kubrick.Transcoder.Publishers;

/// <summary>Ends a stream in the place of a publisher who does not.</summary>
internal sealed partial class PublisherEnd(BrokerLeases leases, StreamLogClient logs, IBus bus, TimeProvider time, ILogger<PublisherEnd> logger)
{
    /// <summary>Frames may be large, and few of them are looked at.</summary>
    private const ushort Prefetch = 4;

    private static readonly TimeSpan StopInterval = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Whether somebody publishes.</summary>
    public Task<bool> IsPublishingAsync(string recordingId, CancellationToken cancellationToken) =>
        leases.IsOwnedAsync(LogNames.PublisherLease(recordingId), cancellationToken);

    /// <summary>Asks the publisher to end the stream.</summary>
    public Task<string?> AskAsync(string recordingId, CancellationToken cancellationToken) =>
        leases.AskAsync(LogNames.PublisherLease(recordingId), LeaseMessages.Stop, Patience, cancellationToken);

    /// <summary>Stops the publisher of a stream that failed, and returns when the log's end was read.</summary>
    /// <param name="recordingId">The recording.</param>
    /// <param name="activity">What was read of the log.</param>
    /// <param name="reading">The task that reads the log.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task StopAsync(string recordingId, StreamActivity activity, Task reading, CancellationToken cancellationToken)
    {
        while (!reading.IsCompleted && !activity.IsOver)
        {
            if (await IsPublishingAsync(recordingId, cancellationToken))
            {
                await AskAsync(recordingId, cancellationToken);
            }
            else
            {
                await TryAppendAsync(recordingId, activity.Next, StreamEndReason.Closed, cancellationToken);
            }

            await Task.WhenAny(reading, Task.Delay(StopInterval, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Takes the publisher's lease and appends the end; answers false where somebody else has the lease.</summary>
    public Task<bool> TryAppendAsync(string recordingId, (long Sequence, int Epoch) next, StreamEndReason reason, CancellationToken cancellationToken) =>
        TryAppendAsync(recordingId, (_, _) => Task.FromResult<(long, int)?>(next), reason, cancellationToken);

    /// <summary>The same, but only where the log holds nothing that was not read yet: otherwise somebody came meanwhile, or there is still work.</summary>
    public Task<bool> TryEndQuietAsync(string recordingId, StreamActivity activity, StreamEndReason reason, CancellationToken cancellationToken) =>
        TryAppendAsync(
            recordingId,
            async (writer, cancel) => await HoldsUnreadAsync(writer, activity, cancel) ? null : activity.Next,
            reason,
            cancellationToken);

    private async Task<bool> TryAppendAsync(
        string recordingId,
        Func<StreamLogWriter, CancellationToken, Task<(long Sequence, int Epoch)?>> next,
        StreamEndReason reason,
        CancellationToken cancellationToken)
    {
        await using var lease = await leases.TryAcquireAsync(
            LogNames.PublisherLease(recordingId), (_, _) => Task.FromResult(LeaseMessages.Ending), cancellationToken);
        if (lease is null)
        {
            return false;
        }

        await using var writer = await logs.OpenWriterAsync(LogNames.ChunkLog(recordingId), StreamLogWindow.Default, cancellationToken);
        if (await next(writer, cancellationToken) is not { } place)
        {
            return false;
        }

        var now = time.GetUtcNow();
        var end = new ChunkHeader(ChunkKind.End, place.Sequence, place.Epoch, now, reason);
        await writer.WhenConfirmedAsync(await writer.AppendAsync(end.ToHeaders(), default, cancellationToken), cancellationToken);
        LogEnded(recordingId, reason);
        await bus.Publish(new StreamEnding(recordingId, now), cancellationToken);
        return true;
    }

    private async Task<bool> HoldsUnreadAsync(StreamLogWriter writer, StreamActivity activity, CancellationToken cancellationToken)
    {
        var probe = ChunkHeader.Probe(time.GetUtcNow()).ToHeaders();
        await foreach (var record in logs.ReadToOwnRecordAsync(writer, probe, StreamLogStart.Last, Prefetch, cancellationToken))
        {
            if (ChunkHeader.Read(record.Headers) is { } header && !activity.HasSeen(record.Offset, header))
            {
                return true;
            }
        }

        return false;
    }

    [LoggerMessage(LogLevel.Information, "Ended the stream {RecordingId} in its publisher's place: {Reason}")]
    private partial void LogEnded(string recordingId, StreamEndReason reason);
}
