using System.Collections.Concurrent;

namespace Kubrick.Ingest.Sockets;

/// <summary>The sockets of this replica: limits their number, and broadcasts to them.</summary>
internal sealed class ConnectedSockets
{
    private readonly ConcurrentDictionary<SocketWriter, bool> sockets = new();
    private int places;

    /// <summary>How many are connected or connecting.</summary>
    public int Count => Volatile.Read(ref places);

    /// <summary>Takes one of the places.</summary>
    public bool TryEnter(int max)
    {
        if (Interlocked.Increment(ref places) <= max)
        {
            return true;
        }

        Leave();
        return false;
    }

    /// <summary>Releases the place.</summary>
    public void Leave() => Interlocked.Decrement(ref places);

    public void Add(SocketWriter socket) => sockets.TryAdd(socket, true);

    public void Remove(SocketWriter socket) => sockets.TryRemove(socket, out _);

    /// <summary>Sends to every socket, without waiting for any.</summary>
    public void Broadcast(byte[] message)
    {
        foreach (var (socket, _) in sockets)
        {
            socket.Send(message);
        }
    }
}
