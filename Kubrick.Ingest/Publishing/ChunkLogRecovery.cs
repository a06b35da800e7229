using Kubrick.Contracts.Logs;
using Kubrick.StreamLogs;

namespace Kubrick.Ingest.Publishing;

/// <summary>Takes a lease again that went with a lost connection, unless somebody else has it by now.</summary>
internal sealed partial class ChunkLogRecovery(
    ChunkLogs logs, BrokerLeases leases, TimeProvider clock, ILogger<ChunkLogRecovery> logger)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(2);

    /// <summary>A new session on the log, or what has become of the stream meanwhile.</summary>
    /// <param name="recordingId">The recording.</param>
    /// <param name="answer">Answers those who ask the holder of the lease.</param>
    /// <param name="patience">Ends the tries.</param>
    /// <param name="givingUp">Ends them before that.</param>
    public async Task<(ChunkLogSession? Session, PublisherFate Fate)> ReopenAsync(
        string recordingId, Func<string, CancellationToken, Task<string>> answer, BrokerPatience patience, CancellationToken givingUp)
    {
        var fate = PublisherFate.BrokerAway;
        while (!patience.IsOver && !givingUp.IsCancellationRequested)
        {
            try
            {
                if (await logs.TryOpenAsync(recordingId, isNew: false, isPublished: true, answer, givingUp) is { } session)
                {
                    return (session, default);
                }

                // Our own dead connection may still hold it; only one that answers is alive.
                if (await leases.AskAsync(LogNames.PublisherLease(recordingId), LeaseMessages.Hold, AnswerPatience, givingUp) == LeaseMessages.Holding)
                {
                    return (null, PublisherFate.TakenOver);
                }
            }
            catch (Exception exception)
            {
                // A broker that is just starting may not know its logs yet.
                fate = exception is StreamLogMissingException ? PublisherFate.LogDamaged : PublisherFate.BrokerAway;
                LogAway(recordingId, exception.Message);
            }

            await Task.Delay(RetryPause, clock, givingUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return (null, fate);
    }

    [LoggerMessage(LogLevel.Debug, "The broker is still away for the stream {RecordingId}: {Reason}")]
    private partial void LogAway(string recordingId, string reason);
}
