using Kubrick.StreamLogs;

namespace Kubrick.Transcoder.Streams;

/// <summary>
/// Knows that this worker has its stream still. A process that was frozen finds out last that it lost what it held: its connection looks open until it reads from it. So whatever
/// another worker may have written meanwhile is written only while the broker's last word is younger than the broker takes to give the stream to somebody else.
/// </summary>
/// <param name="ask">Asks the broker; throws where the stream is not held any more.</param>
/// <param name="time">The clock.</param>
internal sealed class WriteFence(Func<CancellationToken, Task> ask, TimeProvider time)
{
    // Half of the heartbeat: a broker that hears nothing waits for longer.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private const int MostStaleAnswers = 5;

    private Moment proven = Moment.Now(time);

    /// <summary>Returns while the stream is held; asks the broker where that was not known lately. To be called right before what it protects.</summary>
    /// <exception cref="LogLostException">It is not held, or the broker answers too slowly for anybody to know.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        for (var stale = 0; !proven.IsWithin(Fresh, time); stale++)
        {
            if (stale == MostStaleAnswers)
            {
                throw new LogLostException("The broker answers too slowly to know who holds the stream.");
            }

            // Noted before: an answer that was read long after it was given proves nothing.
            var asked = Moment.Now(time);
            await ask(cancellationToken);
            proven = asked;
        }
    }

    /// <summary>A moment on two clocks: one of them stands still while the machine sleeps, the other may be set.</summary>
    private sealed record Moment(long Timestamp, DateTimeOffset Clock)
    {
        public static Moment Now(TimeProvider time) => new(time.GetTimestamp(), time.GetUtcNow());

        public bool IsWithin(TimeSpan limit, TimeProvider time) => time.GetElapsedTime(Timestamp) < limit && (time.GetUtcNow() - Clock).Duration() < limit;
    }
}
