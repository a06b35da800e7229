using System.Collections.Concurrent;
using System.Data;
using Kubrick.DocumentDbGateway.Errors;
using Kubrick.DocumentDbGateway.Postgres;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Kubrick.DocumentDbGateway.Transactions;

/// <summary>
/// The open transactions. Each uses one PostgreSQL connection until it is committed or rolled back, exceeds its time limit, or its client disconnects.
/// </summary>
internal sealed partial class TransactionTable(Database database, IOptions<GatewayOptions> options, TimeProvider time, ILogger<TransactionTable> logger)
{
    private readonly ConcurrentDictionary<TransactionKey, OpenTransaction> openTransactions = new();
    private readonly CommitOutcomes outcomes = new();
    private int count;

    /// <summary>Starts a transaction; an older one of the same session is rolled back, as in MongoDB.</summary>
    /// <exception cref="MongoException">Too many transactions are open, or this one was already started.</exception>
    public async Task<OpenTransaction> StartAsync(TransactionKey key, int client, CancellationToken cancellationToken)
    {
        foreach (var older in openTransactions.Values.Where(open => open.Key.Session == key.Session && open.Key.Number < key.Number))
        {
            await RollBackAsync(older);
        }

        if (Interlocked.Increment(ref count) > options.Value.MaxTransactions)
        {
            Interlocked.Decrement(ref count);
            throw new MongoException(MongoErrorCode.LockTimeout, "Too many transactions are open.", MongoException.TransientTransaction);
        }

        OpenTransaction? started = null;
        try
        {
            started = await OpenAsync(key, client, cancellationToken);
            return openTransactions.TryAdd(key, started) ? started : throw new MongoException(MongoErrorCode.BadValue, $"Transaction {key.Number} was already started.");
        }
        catch
        {
            Interlocked.Decrement(ref count);
            if (started is not null)
            {
                await started.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Finds an open transaction.</summary>
    /// <exception cref="MongoException"><see cref="MongoErrorCode.NoSuchTransaction"/>: drivers retry the whole transaction.</exception>
    public OpenTransaction Find(TransactionKey key) => openTransactions.TryGetValue(key, out var open)
        ? open
        : throw new MongoException(MongoErrorCode.NoSuchTransaction, $"Transaction {key.Number} is not open.", MongoException.TransientTransaction);

    /// <summary>Commits. A repeated commit succeeds again, because the driver may have lost the first reply.</summary>
    /// <exception cref="MongoException">The transaction was rolled back, or its outcome is unknown.</exception>
    public async Task CommitAsync(TransactionKey key, CancellationToken cancellationToken)
    {
        if (!openTransactions.TryGetValue(key, out var open))
        {
            outcomes.ThrowUnlessCommitted(key);
            return;
        }

        outcomes.Started(key);
        var committed = await open.UseAsync(async transaction => await CommitAsync(transaction, cancellationToken), cancellationToken);
        if (committed is null)
        {
            outcomes.ThrowUnlessCommitted(key);
        }
    }

    /// <summary>Rolls back a transaction if it is open.</summary>
    public async Task RollBackAsync(TransactionKey key)
    {
        if (openTransactions.TryGetValue(key, out var open))
        {
            await RollBackAsync(open);
        }
    }

    /// <summary>Rolls back a transaction from inside its own command.</summary>
    public async Task RollBackInsideAsync(OpenTransaction transaction)
    {
        Remove(transaction);
        await transaction.RollBackAsync();
    }

    /// <summary>Rolls back the open transactions of a client that disconnected, which releases their locks.</summary>
    public async Task RollBackOfClientAsync(int client)
    {
        foreach (var abandoned in openTransactions.Values.Where(open => open.Client == client))
        {
            LogDisconnected(abandoned.Key.Number);
            await RollBackAsync(abandoned);
        }
    }

    /// <summary>Rolls back transactions that exceeded their time limit.</summary>
    public async Task RollBackExpiredAsync()
    {
        foreach (var overdue in openTransactions.Values.Where(open => time.GetElapsedTime(open.StartedAt) > options.Value.TransactionLifetime))
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
            // Snapshot reads and first-writer-wins, as in MongoDB's transactions.
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

            // PostgreSQL's limit cancels a command that runs too long; the gateway checks its own limit between commands.
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
        catch (PostgresException e) when (!PostgresFailures.IsUnavailable(e))
        {
            outcomes.RolledBack(transaction.Key);
            throw new MongoException(SqlStateErrors.Code(e.SqlState), e.MessageText, MongoException.TransientTransaction, e);
        }

        outcomes.Committed(transaction.Key);
        return transaction;
    }

    private async Task RollBackAsync(OpenTransaction transaction)
    {
        Remove(transaction);
        await transaction.DisposeAsync();
    }

    private void Remove(OpenTransaction transaction)
    {
        if (openTransactions.TryRemove(new(transaction.Key, transaction)))
        {
            Interlocked.Decrement(ref count);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Transaction rolled back, client disconnected: {Number}")]
    private partial void LogDisconnected(long number);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Transaction rolled back, time limit exceeded: {Number}")]
    private partial void LogOverdue(long number);
}
