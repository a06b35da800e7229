using Kubrick.Contracts.Recordings;
using Kubrick.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest.Tickets;

/// <summary>
/// Waits until the recording of a stream that is over says so, before a client is told. The event of the end reaches Recordings and this service at the same time, over queues of
/// their own; a client that was told must read the recording's new status, on every replica.
/// </summary>
internal sealed partial class SettledRecordings(StreamTicketClient tickets, IOptions<IngestOptions> options, TimeProvider clock, ILogger<SettledRecordings> logger)
{
    /// <summary>Returns when the recording is no longer live, was deleted, or did not change in time. Never throws.</summary>
    /// <param name="recordingId">The recording.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WaitAsync(string recordingId, CancellationToken cancellationToken)
    {
        try
        {
            if (!await Polling.UntilAsync(over => IsSettledAsync(recordingId, over), options.Value.RecordingTimeout, clock, cancellationToken))
            {
                // Recordings is away or behind: its queue has the event, and a recorder must not be kept waiting.
                LogLate(recordingId);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody waits any more.
        }
    }

    private async Task<bool> IsSettledAsync(string recordingId, CancellationToken cancellationToken) =>
        (await tickets.FindAsync(recordingId, cancellationToken)).Is(out var ticket, out var refusal)
            ? ticket.Status is not (RecordingStatuses.Uploading or RecordingStatuses.Recording)
            : refusal.StatusCode < StatusCodes.Status500InternalServerError;

    [LoggerMessage(LogLevel.Warning, "Recording not updated in time: the end of stream {RecordingId} is announced before it")]
    private partial void LogLate(string recordingId);
}
