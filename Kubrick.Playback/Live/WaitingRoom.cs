namespace Kubrick.Playback.Live;

/// <summary>Counts the requests that wait, of all streams: a request that waits holds memory and a connection, so there is an end to their number.</summary>
internal sealed class WaitingRoom(int seats)
{
    private int taken;

    public int Taken => Volatile.Read(ref taken);

    /// <summary>Whether one more may wait; who may must <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref taken) <= seats)
        {
            return true;
        }

        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref taken);
}
