using Kubrick.ServiceDefaults.Messaging;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Kubrick.ServiceDefaults;

/// <summary>The bus that events go over: MassTransit on RabbitMQ.</summary>
public static class BusExtensions
{
    /// <summary>
    /// Adds the bus on the broker of the connection string <paramref name="connectionName"/>. Every consumer gets a durable queue named for it
    /// and this service; a message that fails is tried again with growing waits and then kept in the <c>_error</c> queue.
    /// The service starts and serves while the broker is away; its health is then <c>degraded</c>.
    /// </summary>
    public static WebApplicationBuilder AddBus(this WebApplicationBuilder builder, string connectionName, Action<IBusRegistrationConfigurator>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddRabbitMqSettings(connectionName);
        builder.Services.AddSingleton<BrokerDoor>();
        builder.Services.AddMassTransit(bus =>
        {
            // Nobody outside is told who uses Kubrick, and where.
            bus.DisableUsageTelemetry();
            bus.SetEndpointNameFormatter(new KebabCaseEndpointNameFormatter(builder.Environment.ApplicationName, includeNamespace: false));
            bus.ConfigureHealthCheckOptions(health =>
            {
                health.Name = "messaging";
                health.MinimalFailureStatus = HealthStatus.Degraded;
            });
            configure?.Invoke(bus);
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(new Uri(context.GetRequiredService<IOptions<RabbitMqSettings>>().Value.ConnectionString), host =>
                {
                    host.PublisherConfirmation = true;
                    host.OnRefreshConnectionFactory = _ => context.GetRequiredService<BrokerDoor>().WaitAsync();
                });
                rabbit.UseMessageRetry(retry => retry.Exponential(5, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(500)));
                rabbit.PrefetchCount = 16;
                rabbit.ConfigureEndpoints(context);
            });
        });
        builder.Services.Configure<MassTransitHostOptions>(host =>
        {
            // A broker that is away must not keep a service from answering.
            host.WaitUntilStarted = false;
            host.StopTimeout = TimeSpan.FromSeconds(5);
        });
        return builder;
    }
}
