using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Kubrick.AppHost.Servers;

/// <summary>Healthy when the broker accepts a connection with the user's credentials.</summary>
internal sealed class BrokerHealthCheck(IResourceWithConnectionString broker) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var factory = new ConnectionFactory { Uri = new Uri((await broker.GetConnectionStringAsync(cancellationToken))!) };
            await using var connection = await factory.CreateConnectionAsync("kubrick-apphost-health", cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (RabbitMQClientException exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }
}
