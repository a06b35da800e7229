using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Kubrick.Messaging;

/// <summary>The bus that carries events: MassTransit on RabbitMQ.</summary>
public static class BusExtensions
{
    /// <summary>
    /// Adds the bus on the broker of the connection string <paramref name="connectionName"/>. Each consumer gets a durable queue, named after it and this service. A message
    /// that fails is retried with growing pauses and then moved to the <c>_error</c> queue. While the broker is down the service starts and serves, and its health is
    /// <c>degraded</c>.
    /// </summary>
    public static WebApplicationBuilder AddBus(this WebApplicationBuilder builder, string connectionName, Action<IBusRegistrationConfigurator>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddBroker(connectionName);
        builder.Services.AddSingleton<BrokerProbe>();
        builder.Services.AddMassTransit(bus =>
        {
            // No usage data leaves the installation.
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
                // MassTransit opens its connection itself, from the address: its recovery depends on its own connection factory.
                rabbit.Host(context.GetRequiredService<IOptions<BrokerSettings>>().Value.ToUri(), host =>
                {
                    host.PublisherConfirmation = true;
                    host.OnRefreshConnectionFactory = _ => context.GetRequiredService<BrokerProbe>().WaitAsync();
                });
                rabbit.UseMessageRetry(retry => retry.Exponential(5, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(500)));
                rabbit.PrefetchCount = 16;
                rabbit.ConfigureEndpoints(context);
            });
        });
        builder.Services.Configure<MassTransitHostOptions>(host =>
        {
            // The service serves while the broker is down.
            host.WaitUntilStarted = false;
            host.StopTimeout = TimeSpan.FromSeconds(5);
        });
        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddMeter("MassTransit"))
            .WithTracing(tracing => tracing.AddSource("MassTransit"));
        return builder;
    }
}
