using Npgsql;

namespace Kubrick.DocumentDbGateway.Transactions;

/// <summary>A transaction that is neither committed nor rolled back, with the PostgreSQL connection that it holds.</summary>
internal sealed class OpenTransaction(TransactionKey key, NpgsqlConnection connection, NpgsqlTransaction transaction, long startedAt) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _over;

    /// <summary>Which one it is.</summary>
    public TransactionKey Key { get; } = key;

    /// <summary>The connection whose statements belong to it; only inside of <see cref="UseAsync{T}"/>.</summary>
    public NpgsqlConnection Connection { get; } = connection;

    /// <summary>When it began, as a timestamp of the clock.</summary>
    public long StartedAt { get; } = startedAt;

    /// <summary>The client connection that used it last.</summary>
    public int Client { get; set; }

    /// <summary>Runs one command at a time in it; answers the default when it ended meanwhile.</summary>
    public async Task<T?> UseAsync<T>(Func<OpenTransaction, Task<T>> command, CancellationToken cancellationToken)
        where T : class
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return _over ? null : await command(this);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Makes its writes last. From inside of <see cref="UseAsync{T}"/>.</summary>
    /// <exception cref="NpgsqlException">They do not last, or it is not known whether they do.</exception>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        _over = true;
        try
        {
            await transaction.CommitAsync(cancellationToken);
        }
        finally
        {
            await CloseAsync();
        }
    }

    /// <summary>Undoes its writes. From inside of <see cref="UseAsync{T}"/>.</summary>
    public async Task RollBackAsync()
    {
        if (_over)
        {
            return;
        }

        _over = true;
        await CloseAsync();
    }

    /// <summary>Undoes its writes once no command runs in it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        try
        {
            await RollBackAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    // Disposing a transaction that was not committed rolls it back; a broken connection has done so already.
    private async Task CloseAsync()
    {
        try
        {
            await transaction.DisposeAsync();
        }
        catch (NpgsqlException)
        {
            // PostgreSQL is gone and the transaction with it
        }

        await Connection.DisposeAsync();
    }
}
