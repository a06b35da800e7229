namespace Kubrick.Ingest.Memory;

/// <summary>
/// What one socket, and the stream that it publishes, hold of the process's memory (<see cref="IngestMemory"/>). Only the socket's reader takes, and ends its turn;
/// others may give back.
/// </summary>
internal sealed class MemoryShare(IngestMemory memory, TimeProvider clock)
{
    private const long Nobody = long.MinValue;

    private long waitingSince = Nobody;

    /// <summary>How long the message that is being taken has waited before, in the clock's ticks.</summary>
    private long waited;

    /// <summary>For how long the message that is being taken has been waiting for bytes, all its waits together; zero where it does not wait now.</summary>
    public TimeSpan Waiting => Interlocked.Read(ref waitingSince) is var since and not Nobody ? clock.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Takes bytes, after waiting for them.</summary>
    public async ValueTask TakeAsync(int bytes, CancellationToken cancellationToken)
    {
        var since = clock.GetTimestamp() - waited;
        Interlocked.Exchange(ref waitingSince, since);
        try
        {
            await memory.TakeAsync(this, bytes, cancellationToken);
        }
        finally
        {
            waited = clock.GetTimestamp() - since;
            Interlocked.Exchange(ref waitingSince, Nobody);
        }
    }

    /// <summary>Gives bytes back.</summary>
    public void Give(long bytes)
    {
        if (bytes > 0)
        {
            memory.Give(bytes);
        }
    }

    /// <summary>The frame that is being taken is counted, or gone: somebody else may go over the budget for one.</summary>
    public void EndTurn()
    {
        waited = 0;
        memory.EndTurn(this);
    }
}
