using Kubrick.Playback.Tickets;
using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Playback.Streams;

/// <summary>
/// Finds a stream for whoever asks by name. A start is answered as soon as its event is safe with the broker: who asks right then is not told that there is no
/// such stream, but waits for the event.
/// </summary>
internal sealed class StreamFinder(StreamStore store, StreamTicketClient tickets, TimeProvider clock)
{
    /// <summary>An event that takes longer has met a broker or a database that is away.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static ApiErrorResult NotFound(string recordingId) => ApiErrors.NotFound($"There is no stream of a recording with the id '{recordingId}'.");

    /// <summary>The stream; null where there is none, or its start is not known in time.</summary>
    public async Task<StreamDocument?> FindAsync(string recordingId, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(recordingId, cancellationToken) is { } stream)
        {
            return stream;
        }

        var asked = clock.GetTimestamp();
        if (!(await tickets.AskAsync(recordingId, cancellationToken)).IsBegun)
        {
            return null;
        }

        while (true)
        {
            if (await store.FindAsync(recordingId, cancellationToken) is { } begun)
            {
                return begun;
            }

            if (clock.GetElapsedTime(asked) >= Patience)
            {
                return null;
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }
    }
}
