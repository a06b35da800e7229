using Kubrick.ServiceDefaults.Messaging;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Kubrick.ServiceDefaults.Logs;

/// <summary>
/// The service's connection for logs and leases; one more where something must not wait for them (<see cref="BeginAnother"/>). It does not recover behind its users' backs: what hung on a lost connection (a lease, an unconfirmed
/// record) is lost, they are told, and begin anew on the next one.
/// </summary>
public sealed class BrokerConnection : IAsyncDisposable
{
    private readonly ConnectionFactory factory;
    private readonly SemaphoreSlim gate = new(1, 1);
    private IConnection? connection;
    private bool isDisposed;

    private readonly IOptions<RabbitMqSettings> settings;
    private readonly IHostEnvironment environment;

    internal BrokerConnection(IOptions<RabbitMqSettings> settings, IHostEnvironment environment, string purpose = "logs")
    {
        this.settings = settings;
        this.environment = environment;
        factory = new ConnectionFactory
        {
            Uri = new Uri(settings.Value.ConnectionString),
            ClientProvidedName = $"{environment.ApplicationName} {purpose}",
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = TimeSpan.FromSeconds(10),
            RequestedConnectionTimeout = TimeSpan.FromSeconds(5),
        };
    }

    /// <summary>
    /// One more connection to the same broker. A broker that is short of memory or disk stops reading from a connection that something was published on, and with it from
    /// everything else on it.
    /// </summary>
    /// <param name="purpose">What it is for: part of its name in the broker.</param>
    public BrokerConnection BeginAnother(string purpose) => new(settings, environment, purpose);

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
