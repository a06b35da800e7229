using Kubrick.DocumentDbGateway.Errors;
using Microsoft.Extensions.Options;

namespace Kubrick.DocumentDbGateway.Cursors;

/// <summary>
/// The continuations of open cursors. As in MongoDB a cursor belongs to no connection. It is removed when it was read to its end, closed, or
/// idle for too long; when there are too many cursors, the one idle longest is removed.
/// </summary>
internal sealed class CursorTable(IOptions<GatewayOptions> options, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, LinkedListNode<OpenCursor>> cursors = [];
    private readonly LinkedList<OpenCursor> leastUsedFirst = [];

    /// <summary>The number of open cursors.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return cursors.Count;
            }
        }
    }

    /// <summary>Stores a cursor, or its new continuation after a page.</summary>
    public void Store(long id, string database, byte[] continuation)
    {
        lock (gate)
        {
            Remove(id);
            cursors[id] = leastUsedFirst.AddLast(new OpenCursor(id, database, continuation, time.GetTimestamp()));
            while (cursors.Count > options.Value.MaxCursors)
            {
                Remove(leastUsedFirst.First!.Value.Id);
            }
        }
    }

    /// <summary>The continuation for the next page.</summary>
    /// <exception cref="MongoException"><see cref="MongoErrorCode.CursorNotFound"/>.</exception>
    public byte[] Continuation(long id, string database)
    {
        lock (gate)
        {
            return cursors.TryGetValue(id, out var node) && node.Value.Database == database
                ? node.Value.Continuation
                : throw new MongoException(MongoErrorCode.CursorNotFound, $"cursor id {id} not found");
        }
    }

    /// <summary>Removes a cursor.</summary>
    /// <returns>Whether the cursor was open.</returns>
    public bool Close(long id)
    {
        lock (gate)
        {
            return Remove(id);
        }
    }

    /// <summary>Removes cursors that were idle for too long.</summary>
    public void RemoveExpired()
    {
        lock (gate)
        {
            while (leastUsedFirst.First is { } oldest && time.GetElapsedTime(oldest.Value.UsedAt) > options.Value.CursorIdle)
            {
                Remove(oldest.Value.Id);
            }
        }
    }

    private bool Remove(long id)
    {
        if (!cursors.Remove(id, out var node))
        {
            return false;
        }

        leastUsedFirst.Remove(node);
        return true;
    }

    private sealed record OpenCursor(long Id, string Database, byte[] Continuation, long UsedAt);
}
