using Kubrick.Contracts;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Proxies;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Transforms;

namespace Kubrick.Gateway.Routing;

/// <summary>Every route of the contract on one origin (<c>appsettings.json</c>, section <c>ReverseProxy</c>).</summary>
internal static class RoutingExtensions
{
    private const string ForwardedFor = "X-Forwarded-For";

    /// <summary>Addresses that are never proxied: the services' own business, and what no service serves.</summary>
    private static readonly string[] Closed = ["/api/{**rest}", "/ws/{**rest}", "/internal/{**rest}"];

    public static void AddRoutes(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IProxyConfigFilter, ReplicaHealthFilter>();
        builder.Services.AddReverseProxy()
            .LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"))
            // Each replica becomes a destination of its own, which the proxy probes and can avoid.
            .AddServiceDiscoveryDestinationResolver()
            .AddTransforms(context =>
            {
                // Set, not appended: what a client wrote into these headers itself never reaches a service.
                context.UseDefaultForwarders = false;
                context.AddXForwarded(ForwardedTransformActions.Set);
                context.AddRequestTransform(ShowFirstAddress);
            });
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
        app.UseWebSockets();
        app.MapReverseProxy();
        foreach (var pattern in Closed)
        {
            app.Map(pattern, () => ApiErrors.NotFound("There is nothing at this address.")).WithOrder(500).RequireRateLimiting("api");
        }
    }

    /// <summary>Services show the client that the first proxy saw; the gateway's own decisions rest on the connection's address instead.</summary>
    private static ValueTask ShowFirstAddress(RequestTransformContext context)
    {
        if (context.HttpContext.Features.Get<ForwardedClient>()?.First is { } first)
        {
            RequestTransform.RemoveHeader(context, ForwardedFor);
            RequestTransform.AddHeader(context, ForwardedFor, first.ToString());
        }

        return ValueTask.CompletedTask;
    }
}
