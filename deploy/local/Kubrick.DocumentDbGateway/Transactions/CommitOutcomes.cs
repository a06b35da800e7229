using Kubrick.DocumentDbGateway.Errors;

namespace Kubrick.DocumentDbGateway.Transactions;

/// <summary>How the latest commits ended. A driver whose answer got lost asks again, and must not run a committed transaction anew.</summary>
internal sealed class CommitOutcomes
{
    private const int Kept = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<TransactionKey, bool> _committed = [];
    private readonly Queue<TransactionKey> _order = new();

    /// <summary>From here on, until one of the other two is called, nobody knows.</summary>
    public void Began(TransactionKey key)
    {
        lock (_lock)
        {
            if (_committed.TryAdd(key, false))
            {
                _order.Enqueue(key);
                if (_order.Count > Kept)
                {
                    _committed.Remove(_order.Dequeue());
                }
            }
        }
    }

    /// <summary>PostgreSQL confirmed the commit.</summary>
    public void Committed(TransactionKey key)
    {
        lock (_lock)
        {
            if (_committed.ContainsKey(key))
            {
                _committed[key] = true;
            }
        }
    }

    /// <summary>PostgreSQL refused the commit.</summary>
    public void RolledBack(TransactionKey key)
    {
        lock (_lock)
        {
            _committed.Remove(key);
        }
    }

    /// <summary>For a commit of a transaction that is not open any more.</summary>
    /// <exception cref="MongoException">It was rolled back (the driver may run it again), or nobody knows (it may not).</exception>
    public void ThrowUnlessCommitted(TransactionKey key)
    {
        lock (_lock)
        {
            if (!_committed.TryGetValue(key, out var committed))
            {
                throw new MongoException(MongoErrorCode.NoSuchTransaction, $"Transaction {key.Number} is not open.", MongoException.TransientTransaction);
            }

            if (!committed)
            {
                throw new MongoException(MongoErrorCode.NoSuchTransaction, $"PostgreSQL went away while transaction {key.Number} was committed: its outcome is not known.");
            }
        }
    }
}
