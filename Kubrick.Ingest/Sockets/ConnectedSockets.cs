using System.Collections.Concurrent;

namespace Kubrick.Ingest.Sockets;

/// <summary>The sockets of this replica: how many there may be, and what all of them are told.</summary>
internal sealed class ConnectedSockets
{
    private readonly ConcurrentDictionary<SocketWriter, bool> sockets = new();
    private int places;

    /// <summary>How many are connected or about to be.</summary>
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

    /// <summary>Gives the place back.</summary>
    public void Leave() => Interlocked.Decrement(ref places);

    public void Add(SocketWriter socket) => sockets.TryAdd(socket, true);

    public void Remove(SocketWriter socket) => sockets.TryRemove(socket, out _);

    /// <summary>Tells everybody; nobody is waited for.</summary>
    public void Broadcast(byte[] message)
    {
        foreach (var (socket, _) in sockets)
        {
            socket.Send(message);
        }
    }
}
