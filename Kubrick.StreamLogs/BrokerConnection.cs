using RabbitMQ.Client;

namespace Kubrick.StreamLogs;

/// <summary>
/// The service's connection for logs, leases and work queues. It does not recover by itself: a lease or an unconfirmed record is lost with its connection, its owner is
/// notified, and opens a new one.
/// </summary>
public sealed class BrokerConnection : IAsyncDisposable
{
    private readonly IConnectionFactory factory;
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly string application;
    private readonly string purpose;
    private IConnection? connection;
    private bool isDisposed;

    internal BrokerConnection(IConnectionFactory factory, string application, string purpose = "logs")
    {
        this.factory = factory;
        this.application = application;
        this.purpose = purpose;
    }

    /// <summary>
    /// Another connection to the same broker, for work that must not wait for this one: a broker that is short of memory or disk stops reading from every connection that
    /// has published.
    /// </summary>
    /// <param name="purpose">Part of the connection's name in the broker.</param>
    public BrokerConnection CreateAnother(string purpose) => new(factory, application, purpose);

    /// <summary>The open connection; a new one when the last was lost.</summary>
    /// <exception cref="RabbitMQ.Client.Exceptions.BrokerUnreachableException">The broker does not answer, or refuses the credentials.</exception>
    public async Task<IConnection> GetAsync(CancellationToken cancellationToken)
    {
        if (connection is { IsOpen: true } open)
        {
            return open;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            if (connection is { IsOpen: true } opened)
            {
                return opened;
            }

            if (connection is { } lost)
            {
                connection = null;
                await lost.DisposeAsync();
            }

            return connection = await factory.CreateConnectionAsync($"{application} {purpose}", cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await gate.WaitAsync(CancellationToken.None);
        try
        {
            isDisposed = true;
            if (connection is { } open)
            {
                connection = null;
                await open.DisposeAsync();
            }
        }
        finally
        {
            gate.Release();
        }
    }
}
