using System.Collections.Concurrent;
using System.Data;
using Kubrick.DocumentDbGateway.Errors;
using Kubrick.DocumentDbGateway.Postgres;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Kubrick.DocumentDbGateway.Transactions;

/// <summary>
/// The open transactions. Each holds one PostgreSQL connection until it is committed, rolled back, overdue, or left by a client that died.
/// </summary>
internal sealed partial class TransactionTable(Database database, IOptions<GatewayOptions> options, TimeProvider time, ILogger<TransactionTable> logger)
{
    private readonly ConcurrentDictionary<TransactionKey, OpenTransaction> _open = new();
    private readonly CommitOutcomes _outcomes = new();
    private int _count;

    /// <summary>Begins a transaction; an older one of the same session is rolled back, as in MongoDB.</summary>
    /// <exception cref="MongoException">There are too many, or this one was begun before.</exception>
    public async Task<OpenTransaction> BeginAsync(TransactionKey key, int client, CancellationToken cancellationToken)
    {
        foreach (var older in _open.Values.Where(open => open.Key.Session == key.Session && open.Key.Number < key.Number))
        {
            await RollBackAsync(older);
        }

        if (Interlocked.Increment(ref _count) > options.Value.MaxTransactions)
        {
            Interlocked.Decrement(ref _count);
            throw new MongoException(MongoErrorCode.LockTimeout, "Too many transactions are open.", MongoException.TransientTransaction);
        }

        OpenTransaction? begun = null;
        try
        {
            begun = await OpenAsync(key, client, cancellationToken);
            return _open.TryAdd(key, begun) ? begun : throw new MongoException(MongoErrorCode.BadValue, $"Transaction {key.Number} was begun before.");
        }
        catch
        {
            Interlocked.Decrement(ref _count);
            if (begun is not null)
            {
                await begun.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>The open transaction of that name.</summary>
    /// <exception cref="MongoException"><see cref="MongoErrorCode.NoSuchTransaction"/>: drivers run the whole of it again.</exception>
    public OpenTransaction Find(TransactionKey key) => _open.TryGetValue(key, out var open)
        ? open
        : throw new MongoException(MongoErrorCode.NoSuchTransaction, $"Transaction {key.Number} is not open.", MongoException.TransientTransaction);

    /// <summary>Commits. Asked again after success (the first answer was lost on its way) it succeeds again.</summary>
    /// <exception cref="MongoException">It was rolled back meanwhile, or its outcome is not known.</exception>
    public async Task CommitAsync(TransactionKey key, CancellationToken cancellationToken)
    {
        if (!_open.TryGetValue(key, out var open))
        {
            _outcomes.ThrowUnlessCommitted(key);
            return;
        }

        _outcomes.Began(key);
        var committed = await open.UseAsync(async transaction => await CommitAsync(transaction, cancellationToken), cancellationToken);
        if (committed is null)
        {
            _outcomes.ThrowUnlessCommitted(key);
        }
    }

    /// <summary>Rolls back the transaction of that name; one that is not open was rolled back already.</summary>
    public async Task RollBackAsync(TransactionKey key)
    {
        if (_open.TryGetValue(key, out var open))
        {
            await RollBackAsync(open);
        }
    }

    /// <summary>Takes a transaction out after it ended inside of its own command.</summary>
    public async Task RollBackInsideAsync(OpenTransaction transaction)
    {
        Remove(transaction);
        await transaction.RollBackAsync();
    }

    /// <summary>Rolls back what a client left open whose connection ended: nobody waits for its locks.</summary>
    public async Task RollBackOfClientAsync(int client)
    {
        foreach (var left in _open.Values.Where(open => open.Client == client))
        {
            LogLeft(left.Key.Number);
            await RollBackAsync(left);
        }
    }

    /// <summary>Rolls back those that are open for too long.</summary>
    public async Task RollBackExpiredAsync()
    {
        foreach (var overdue in _open.Values.Where(open => time.GetElapsedTime(open.StartedAt) > options.Value.TransactionLifetime))
        {
            LogOverdue(overdue.Key.Number);
            await RollBackAsync(overdue);
        }
    }

    private async Task<OpenTransaction> OpenAsync(TransactionKey key, int client, CancellationToken cancellationToken)
    {
        var connection = await database.OpenAsync(cancellationToken);
        try
        {
            // Snapshot reads, and the first of two writers of one document wins: what MongoDB's transactions promise.
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

            // PostgreSQL's own limit ends a command that runs too long in it; ours is checked between commands.
            var limit = (long)(options.Value.TransactionLifetime + TimeSpan.FromSeconds(5)).TotalMilliseconds;
            await using var command = new NpgsqlCommand("SELECT set_config('transaction_timeout', $1, true)", connection);
            command.Parameters.Add(new NpgsqlParameter { Value = FormattableString.Invariant($"{limit}ms") });
            await command.ExecuteNonQueryAsync(cancellationToken);
            return new OpenTransaction(key, connection, transaction, time.GetTimestamp()) { Client = client };
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task<OpenTransaction> CommitAsync(OpenTransaction transaction, CancellationToken cancellationToken)
    {
        Remove(transaction);
        try
        {
            await transaction.CommitAsync(cancellationToken);
        }
        catch (PostgresException e) when (!PostgresFailures.IsAway(e))
        {
            _outcomes.RolledBack(transaction.Key);
            throw new MongoException(SqlStateErrors.Code(e.SqlState), e.MessageText, MongoException.TransientTransaction, e);
        }

        _outcomes.Committed(transaction.Key);
        return transaction;
    }

    private async Task RollBackAsync(OpenTransaction transaction)
    {
        Remove(transaction);
        await transaction.DisposeAsync();
    }

    private void Remove(OpenTransaction transaction)
    {
        if (_open.TryRemove(new(transaction.Key, transaction)))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Rolled back transaction {Number}: its client is gone")]
    private partial void LogLeft(long number);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Rolled back transaction {Number}: it was open for too long")]
    private partial void LogOverdue(long number);
}
