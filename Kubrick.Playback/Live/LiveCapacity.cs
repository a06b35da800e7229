namespace Kubrick.Playback.Live;

/// <summary>What all streams of this replica share: bytes of media in memory, and requests that wait for media. A waiting request costs memory and a connection.</summary>
internal sealed class LiveCapacity(long maxBytes, int maxWaiters)
{
    private long usedBytes;
    private int waiters;

    /// <summary>Media in memory, in bytes.</summary>
    public long UsedBytes => Interlocked.Read(ref usedBytes);

    /// <summary>Requests that wait now.</summary>
    public int Waiters => Volatile.Read(ref waiters);

    /// <summary>Whether windows must shrink, to leave room for other streams.</summary>
    public bool IsMemoryLow => UsedBytes > maxBytes / 4 * 3;

    /// <summary>Whether no further stream can be attached.</summary>
    public bool IsMemoryFull => UsedBytes > maxBytes;

    /// <summary>Counts media that was added, or with a negative number removed.</summary>
    public void AddBytes(long bytes) => Interlocked.Add(ref usedBytes, bytes);

    /// <summary>Whether one more request may wait; if so, <see cref="RemoveWaiter"/> must follow.</summary>
    public bool TryAddWaiter()
    {
        if (Interlocked.Increment(ref waiters) <= maxWaiters)
        {
            return true;
        }

        RemoveWaiter();
        return false;
    }

    public void RemoveWaiter() => Interlocked.Decrement(ref waiters);
}
