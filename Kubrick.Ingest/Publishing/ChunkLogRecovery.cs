using Kubrick.Contracts.Logs;
using Kubrick.StreamLogs;

namespace Kubrick.Ingest.Publishing;

/// <summary>Takes the lease again after a lost connection, unless another publisher owns it by now.</summary>
internal sealed partial class ChunkLogRecovery(ChunkLogs logs, TimeProvider clock, ILogger<ChunkLogRecovery> logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    /// <summary>A new session on the log, or what has become of the stream in the meantime.</summary>
    /// <param name="recordingId">The recording.</param>
    /// <param name="answer">Answers requests to the owner of the lease.</param>
    /// <param name="outage">Ends the attempts when it has lasted too long.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    public async Task<Reopening> ReopenAsync(
        string recordingId, Func<string, CancellationToken, Task<string>> answer, BrokerOutage outage, CancellationToken cancellationToken)
    {
        var fate = PublisherFate.BrokerUnavailable;
        while (!outage.IsTooLong && !cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (await logs.TryOpenAsync(recordingId, isNew: false, isPublished: true, answer, cancellationToken) is { } session)
                {
                    return new Reopening.Opened(session);
                }

                // The owner may be this publisher's own dead connection; only a live one replies.
                if (await logs.AskPublisherAsync(recordingId, LeaseMessages.Keep, cancellationToken) == LeaseMessages.Keeping)
                {
                    return new Reopening.GivenUp(PublisherFate.TakenOver);
                }
            }
            catch (Exception exception)
            {
                // A broker that is starting may not have loaded its logs yet.
                fate = exception is StreamLogMissingException ? PublisherFate.LogDamaged : PublisherFate.BrokerUnavailable;
                LogUnavailable(recordingId, exception.Message);
            }

            await Task.Delay(RetryDelay, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return new Reopening.GivenUp(fate);
    }

    [LoggerMessage(LogLevel.Debug, "Broker unavailable: stream {RecordingId}: {Reason}")]
    private partial void LogUnavailable(string recordingId, string reason);
}

/// <summary>What the attempts to take the lease again came to.</summary>
internal abstract record Reopening
{
    private Reopening()
    {
    }

    /// <summary>The lease is owned again.</summary>
    /// <param name="Session">The new session on the log.</param>
    internal sealed record Opened(ChunkLogSession Session) : Reopening;

    /// <summary>The publisher cannot continue.</summary>
    /// <param name="Fate">Why.</param>
    internal sealed record GivenUp(PublisherFate Fate) : Reopening;
}

/// <summary>
/// How long a publisher waits for its broker. The timeout counts from the first loss since the last confirm: a broker that returns again and again, and confirms nothing,
/// counts as unavailable.
/// </summary>
internal sealed class BrokerOutage(TimeSpan timeout, TimeProvider clock)
{
    private long? lostAt;

    public bool IsTooLong => lostAt is { } since && clock.GetElapsedTime(since) >= timeout;

    /// <summary>The broker, or the connection to it, was lost.</summary>
    public void Start() => lostAt ??= clock.GetTimestamp();

    /// <summary>The broker confirmed records, or there were none to confirm.</summary>
    public void End() => lostAt = null;
}
