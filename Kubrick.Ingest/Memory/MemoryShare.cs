namespace Kubrick.Ingest.Memory;

/// <summary>What one socket, and the stream that it publishes, hold of the process's memory (<see cref="IngestMemory"/>).</summary>
internal sealed class MemoryShare(IngestMemory memory, TimeProvider clock)
{
    private const long Nobody = long.MinValue;

    private long waitingSince = Nobody;

    /// <summary>For how long it has been waiting for bytes; zero where it does not.</summary>
    public TimeSpan Waiting => Interlocked.Read(ref waitingSince) is var since and not Nobody ? clock.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Takes bytes, after waiting for them.</summary>
    public async ValueTask TakeAsync(int bytes, CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref waitingSince, clock.GetTimestamp());
        try
        {
            await memory.TakeAsync(this, bytes, cancellationToken);
        }
        finally
        {
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
    public void EndTurn() => memory.EndTurn(this);
}
