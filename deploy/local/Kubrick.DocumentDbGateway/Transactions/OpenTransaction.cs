using Npgsql;

namespace Kubrick.DocumentDbGateway.Transactions;

/// <summary>A transaction that is neither committed nor rolled back, and its PostgreSQL connection.</summary>
internal sealed class OpenTransaction(TransactionKey key, NpgsqlConnection connection, NpgsqlTransaction transaction, long startedAt) : IAsyncDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private bool isOver;

    /// <summary>The session and number of the transaction.</summary>
    public TransactionKey Key { get; } = key;

    /// <summary>The connection of the transaction; only used inside <see cref="UseAsync{T}"/>.</summary>
    public NpgsqlConnection Connection { get; } = connection;

    /// <summary>The timestamp at which it started.</summary>
    public long StartedAt { get; } = startedAt;

    /// <summary>The number of the client connection that used it last.</summary>
    public int Client { get; set; }

    /// <summary>Runs a command in the transaction, one at a time; null if the transaction has ended.</summary>
    public async Task<T?> UseAsync<T>(Func<OpenTransaction, Task<T>> command, CancellationToken cancellationToken)
        where T : class
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            return isOver ? null : await command(this);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Commits. Called inside <see cref="UseAsync{T}"/>.</summary>
    /// <exception cref="NpgsqlException">The commit failed, or its outcome is unknown.</exception>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        isOver = true;
        try
        {
            await transaction.CommitAsync(cancellationToken);
        }
        finally
        {
            await CloseAsync();
        }
    }

    /// <summary>Rolls back. Called inside <see cref="UseAsync{T}"/>.</summary>
    public async Task RollBackAsync()
    {
        if (isOver)
        {
            return;
        }

        isOver = true;
        await CloseAsync();
    }

    /// <summary>Rolls back as soon as no command runs in the transaction.</summary>
    public async ValueTask DisposeAsync()
    {
        await turn.WaitAsync();
        try
        {
            await RollBackAsync();
        }
        finally
        {
            turn.Release();
        }
    }

    // Disposing an uncommitted transaction rolls it back; on a broken connection PostgreSQL has already done so.
    private async Task CloseAsync()
    {
        try
        {
            await transaction.DisposeAsync();
        }
        catch (NpgsqlException)
        {
            // The connection broke, and PostgreSQL rolled back.
        }

        await Connection.DisposeAsync();
    }
}
