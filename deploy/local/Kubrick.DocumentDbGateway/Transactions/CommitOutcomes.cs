using Kubrick.DocumentDbGateway.Errors;

namespace Kubrick.DocumentDbGateway.Transactions;

/// <summary>The outcomes of recent commits. A driver that lost the reply to a commit repeats the commit and must not run a committed transaction again.</summary>
internal sealed class CommitOutcomes
{
    private const int MaxOutcomes = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<TransactionKey, bool> isCommitted = [];
    private readonly Queue<TransactionKey> order = new();

    /// <summary>The commit was sent; its outcome is unknown until one of the next two methods is called.</summary>
    public void Started(TransactionKey key)
    {
        lock (gate)
        {
            if (isCommitted.TryAdd(key, false))
            {
                order.Enqueue(key);
                if (order.Count > MaxOutcomes)
                {
                    isCommitted.Remove(order.Dequeue());
                }
            }
        }
    }

    /// <summary>PostgreSQL confirmed the commit.</summary>
    public void Committed(TransactionKey key)
    {
        lock (gate)
        {
            if (isCommitted.ContainsKey(key))
            {
                isCommitted[key] = true;
            }
        }
    }

    /// <summary>PostgreSQL refused the commit.</summary>
    public void RolledBack(TransactionKey key)
    {
        lock (gate)
        {
            isCommitted.Remove(key);
        }
    }

    /// <summary>Checks a commit of a transaction that is no longer open.</summary>
    /// <exception cref="MongoException">The transaction was rolled back (the driver may retry it), or its outcome is unknown (it may not).</exception>
    public void ThrowUnlessCommitted(TransactionKey key)
    {
        lock (gate)
        {
            if (!isCommitted.TryGetValue(key, out var committed))
            {
                throw new MongoException(MongoErrorCode.NoSuchTransaction, $"Transaction {key.Number} is not open.", MongoException.TransientTransaction);
            }

            if (!committed)
            {
                throw new MongoException(MongoErrorCode.NoSuchTransaction, $"PostgreSQL became unavailable while transaction {key.Number} was committed: its outcome is unknown.");
            }
        }
    }
}
