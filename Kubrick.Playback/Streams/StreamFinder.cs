using Kubrick.Playback.Tickets;
using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Playback.Streams;

/// <summary>
/// Finds a stream by its recording's id. A start is answered as soon as the broker has its event, so a request that follows at once waits here until the event
/// has been handled.
/// </summary>
internal sealed class StreamFinder(StreamStore store, StreamTicketCache tickets, TimeProvider clock)
{
    /// <summary>An event takes longer only while the broker or the database is unreachable.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    public static ApiErrorResult NotFound(string recordingId) => ApiErrors.NotFound($"There is no stream of a recording with the id '{recordingId}'.");

    /// <summary>The stream; null where there is none, or its start event did not arrive in time.</summary>
    public async Task<StreamDocument?> FindAsync(string recordingId, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(recordingId, cancellationToken) is { } stream)
        {
            return stream;
        }

        var asked = clock.GetTimestamp();
        if (!(await tickets.AskAsync(recordingId, cancellationToken)).IsStarted)
        {
            return null;
        }

        while (true)
        {
            if (await store.FindAsync(recordingId, cancellationToken) is { } started)
            {
                return started;
            }

            if (clock.GetElapsedTime(asked) >= Timeout)
            {
                return null;
            }

            await Task.Delay(PollInterval, clock, cancellationToken);
        }
    }
}
