using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;

namespace Kubrick.Messaging;

/// <summary>RabbitMQ's client by connection name.</summary>
public static class BrokerExtensions
{
    /// <summary>
    /// Registers an <see cref="IConnectionFactory"/> for the broker of the connection string <paramref name="connectionName"/>, with Aspire's client integration: settings
    /// from the section <c>Aspire:RabbitMQ:Client</c> and the client's own log. Its connections do not recover by themselves: the owner of a lost connection has lost
    /// its leases and unconfirmed records, and must open a new one. A missing or malformed address stops the start. May be called more than once.
    /// </summary>
    public static WebApplicationBuilder AddBroker(this WebApplicationBuilder builder, string connectionName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Services.Any(service => service.ServiceType == typeof(IConnectionFactory)))
        {
            return builder;
        }

        builder.Services.AddOptions<BrokerSettings>()
            .Configure<IConfiguration>((settings, configuration) =>
            {
                settings.ConnectionName = connectionName;
                settings.ConnectionString = configuration.GetConnectionString(connectionName) ?? "";
            })
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.AddRabbitMQClient(
            connectionName,
            settings =>
            {
                // The integration's own IConnection is never opened. Opening it would block the start for as long as the broker is down, and logs and leases need connections that
                // they open and close themselves. The bus reports the broker's health.
                settings.DisableAutoActivation = true;
                settings.DisableHealthChecks = true;
                // One span for every record of a stream, which would hide what users did. The bus has its own traces, and work queues use TraceHeaders.
                settings.DisableTracing = true;
            },
            factory =>
            {
                factory.AutomaticRecoveryEnabled = false;
                factory.TopologyRecoveryEnabled = false;
                factory.RequestedHeartbeat = TimeSpan.FromSeconds(10);
                factory.RequestedConnectionTimeout = TimeSpan.FromSeconds(5);
            });
        return builder;
    }
}
