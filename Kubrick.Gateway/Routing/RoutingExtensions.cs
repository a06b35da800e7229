using Kubrick.Contracts;
using Kubrick.Gateway.Sockets;
using Kubrick.ServiceDefaults.Errors;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Yarp.ReverseProxy.Configuration;

namespace Kubrick.Gateway.Routing;

/// <summary>All routes of the HTTP API on one origin (<c>appsettings.json</c>, section <c>ReverseProxy</c>).</summary>
internal static class RoutingExtensions
{
    /// <summary>Paths that are never proxied unless a route names them: internal APIs, and paths that no service serves.</summary>
    private static readonly string[] Closed = ["/api/{**rest}", "/ws/{**rest}", "/internal/{**rest}"];

    public static void AddRoutes(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IProxyConfigFilter, ReplicaHealthFilter>();
        builder.Services.AddReverseProxy()
            .LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"))
            // Each replica becomes a destination of its own, which the proxy probes and can avoid.
            .AddServiceDiscoveryDestinationResolver()
            .AddTransforms(RouteTransforms.Add);
        foreach (var service in new[] { ResourceNames.Recordings, ResourceNames.Uploads, ResourceNames.Ingest, ResourceNames.Playback, ResourceNames.Web })
        {
            builder.Services.AddKeyedSingleton(service, (services, _) => ActivatorUtilities.CreateInstance<ServiceHealthCheck>(services, service));
            builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
                service,
                services => services.GetRequiredKeyedService<ServiceHealthCheck>(service),
                HealthStatus.Degraded,
                tags: null));
        }
    }

    public static void MapRoutes(this WebApplication app)
    {
        app.UseClosingSockets();
        app.UseWebSockets();
        app.MapReverseProxy(proxy =>
        {
            proxy.UseMiddleware<ForwardingLog>();
            proxy.UseMiddleware<RequestLimit>();
            proxy.UseSessionAffinity();
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        });
        foreach (var pattern in Closed)
        {
            app.Map(pattern, () => ApiErrors.NotFound("There is nothing at this address.")).WithOrder(500).RequireRateLimiting("api");
        }
    }
}
