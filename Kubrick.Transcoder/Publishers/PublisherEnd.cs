using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.ServiceDefaults.Logs;
using MassTransit;

namespace Kubrick.Transcoder.Publishers;

/// <summary>Ends a stream in the place of a publisher who does not.</summary>
internal sealed partial class PublisherEnd(BrokerLeases leases, StreamLogs logs, IBus bus, TimeProvider time, ILogger<PublisherEnd> logger)
{
    /// <summary>What the holder of the publisher's lease is asked.</summary>
    private const string Stop = "stop";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Whether somebody publishes.</summary>
    public Task<bool> IsPublishingAsync(string recordingId, CancellationToken cancellationToken) =>
        leases.IsHeldAsync(LogNames.PublisherLease(recordingId), cancellationToken);

    /// <summary>Asks the publisher to end the stream.</summary>
    public Task<string?> AskAsync(string recordingId, CancellationToken cancellationToken) =>
        leases.AskAsync(LogNames.PublisherLease(recordingId), Stop, Patience, cancellationToken);

    /// <summary>Takes the publisher's lease and appends the end; answers false where somebody else has the lease.</summary>
    public async Task<bool> TryAppendAsync(string recordingId, (long Sequence, int Epoch) next, StreamEndReason reason, CancellationToken cancellationToken)
    {
        await using var lease = await leases.TryAcquireAsync(
            LogNames.PublisherLease(recordingId), (_, _) => Task.FromResult("ending"), cancellationToken);
        if (lease is null)
        {
            return false;
        }

        await using var writer = await logs.OpenWriterAsync(LogNames.ChunkLog(recordingId), StreamLogWindow.Default, cancellationToken);
        var now = time.GetUtcNow();
        var end = new ChunkHeader(ChunkKind.End, next.Sequence, next.Epoch, now, reason);
        await writer.WhenConfirmedAsync(await writer.AppendAsync(end.ToHeaders(), default, cancellationToken), cancellationToken);
        LogEnded(recordingId, reason);
        await bus.Publish(new StreamEnding(recordingId, now), cancellationToken);
        return true;
    }

    [LoggerMessage(LogLevel.Information, "Ended the stream {RecordingId} in its publisher's place: {Reason}")]
    private partial void LogEnded(string recordingId, StreamEndReason reason);
}
