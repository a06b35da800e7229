using Aspire.Hosting.ApplicationModel;
using RabbitMQ.Client;

namespace Kubrick.AppHost.Local;

/// <summary>An AMQP connection that stays open; its loss is noticed at the next check.</summary>
internal sealed class RabbitMQHealthCheck(RabbitMQServerResource broker) : IAsyncDisposable
{
    private IConnection? _connection;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_connection is { IsOpen: true })
        {
            return;
        }

        if (_connection is { } lost)
        {
            _connection = null;
            await lost.DisposeAsync();
        }

        var factory = new ConnectionFactory
        {
            Uri = new Uri((await broker.ConnectionStringExpression.GetValueAsync(cancellationToken))!),
            AutomaticRecoveryEnabled = false,
            RequestedConnectionTimeout = TimeSpan.FromSeconds(2),
            RequestedHeartbeat = TimeSpan.FromSeconds(5),
            ClientProvidedName = "health check",
        };
        _connection = await factory.CreateConnectionAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            await connection.DisposeAsync();
        }
    }
}
