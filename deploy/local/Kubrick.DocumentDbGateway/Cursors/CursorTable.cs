using Kubrick.DocumentDbGateway.Errors;
using Microsoft.Extensions.Options;

namespace Kubrick.DocumentDbGateway.Cursors;

/// <summary>
/// What the next page of each open cursor is asked with. As in MongoDB a cursor belongs to no connection; it goes when it was read to
/// its end, closed, idle for too long, or when there are too many and it was idle longest.
/// </summary>
internal sealed class CursorTable(IOptions<GatewayOptions> options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, LinkedListNode<OpenCursor>> _cursors = [];
    private readonly LinkedList<OpenCursor> _byUse = [];

    /// <summary>How many are open.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _cursors.Count;
            }
        }
    }

    /// <summary>Keeps a cursor, or what it goes on with after a page.</summary>
    public void Keep(long id, string database, byte[] continuation)
    {
        lock (_lock)
        {
            Remove(id);
            _cursors[id] = _byUse.AddLast(new OpenCursor(id, database, continuation, time.GetTimestamp()));
            while (_cursors.Count > options.Value.MaxCursors)
            {
                Remove(_byUse.First!.Value.Id);
            }
        }
    }

    /// <summary>What the next page is asked with.</summary>
    /// <exception cref="MongoException"><see cref="MongoErrorCode.CursorNotFound"/>.</exception>
    public byte[] Continuation(long id, string database)
    {
        lock (_lock)
        {
            return _cursors.TryGetValue(id, out var node) && node.Value.Database == database
                ? node.Value.Continuation
                : throw new MongoException(MongoErrorCode.CursorNotFound, $"cursor id {id} not found");
        }
    }

    /// <summary>Forgets a cursor.</summary>
    /// <returns>Whether it was open.</returns>
    public bool Close(long id)
    {
        lock (_lock)
        {
            return Remove(id);
        }
    }

    /// <summary>Forgets those that nobody read from for too long.</summary>
    public void RemoveExpired()
    {
        lock (_lock)
        {
            while (_byUse.First is { } oldest && time.GetElapsedTime(oldest.Value.UsedAt) > options.Value.CursorIdle)
            {
                Remove(oldest.Value.Id);
            }
        }
    }

    private bool Remove(long id)
    {
        if (!_cursors.Remove(id, out var node))
        {
            return false;
        }

        _byUse.Remove(node);
        return true;
    }

    private sealed record OpenCursor(long Id, string Database, byte[] Continuation, long UsedAt);
}
