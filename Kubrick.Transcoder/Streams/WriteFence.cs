using Kubrick.StreamLogs;

namespace Kubrick.Transcoder.Streams;

/// <summary>
/// Fences writes: verifies that this worker still owns the stream. A process that was suspended may have lost its lease without noticing, because its connection looks open until
/// the next read. So what another worker may have written in the meantime is only written if the broker's last answer is more recent than the time that the broker needs to
/// give the stream to another worker.
/// </summary>
/// <param name="verify">Asks the broker; throws when this worker no longer owns the lease.</param>
/// <param name="time">The clock.</param>
internal sealed class WriteFence(Func<CancellationToken, Task> verify, TimeProvider time)
{
    // Half of the heartbeat: the broker waits longer than that before it drops a silent connection.
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    private const int MaxStaleAnswers = 5;

    private Moment verified = Moment.Now(time);

    /// <summary>Returns when this worker owns the stream; asks the broker unless it answered recently. Call it immediately before the write that it protects.</summary>
    /// <exception cref="LogLostException">This worker does not own the stream, or the broker answers too slowly to tell.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        for (var stale = 0; !verified.IsWithin(MaxAge, time); stale++)
        {
            if (stale == MaxStaleAnswers)
            {
                throw new LogLostException("The broker answers too slowly to tell which worker owns the stream.");
            }

            // Taken before the request: an answer that is read long after it was sent proves nothing.
            var asked = Moment.Now(time);
            await verify(cancellationToken);
            verified = asked;
        }
    }

    /// <summary>A moment on two clocks: one stands still while the machine sleeps, the other can be set.</summary>
    private sealed record Moment(long Timestamp, DateTimeOffset Clock)
    {
        public static Moment Now(TimeProvider time) => new(time.GetTimestamp(), time.GetUtcNow());

        public bool IsWithin(TimeSpan limit, TimeProvider time) => time.GetElapsedTime(Timestamp) < limit && (time.GetUtcNow() - Clock).Duration() < limit;
    }
}
