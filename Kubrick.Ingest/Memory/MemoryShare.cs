namespace Kubrick.Ingest.Memory;

/// <summary>What one socket, and the stream that it publishes, hold of the process's memory (<see cref="IngestMemory"/>).</summary>
internal sealed class MemoryShare(IngestMemory memory)
{
    /// <summary>Takes bytes, after waiting for them.</summary>
    public ValueTask TakeAsync(int bytes, CancellationToken cancellationToken) => memory.TakeAsync(this, bytes, cancellationToken);

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
