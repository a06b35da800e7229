using Kubrick.ServiceDefaults.Messaging;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Kubrick.ServiceDefaults.Logs;

/// <summary>
/// The service's one connection for logs and leases. It does not recover behind its users' backs: what hung on a lost connection (a lease, an unconfirmed
/// record) is lost, they are told, and begin anew on the next one.
/// </summary>
public sealed class BrokerConnection : IAsyncDisposable
{
    private readonly ConnectionFactory factory;
    private readonly SemaphoreSlim gate = new(1, 1);
    private IConnection? connection;
    private bool isDisposed;

    internal BrokerConnection(IOptions<RabbitMqSettings> settings, IHostEnvironment environment)
    {
        factory = new ConnectionFactory
        {
            Uri = new Uri(settings.Value.ConnectionString),
            ClientProvidedName = environment.ApplicationName + " logs",
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = TimeSpan.FromSeconds(10),
            RequestedConnectionTimeout = TimeSpan.FromSeconds(5),
        };
    }

    /// <summary>The open connection; a new one where the last was lost.</summary>
    /// <exception cref="RabbitMQ.Client.Exceptions.BrokerUnreachableException">The broker does not answer, or does not know this service.</exception>
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

            return connection = await factory.CreateConnectionAsync(cancellationToken);
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
