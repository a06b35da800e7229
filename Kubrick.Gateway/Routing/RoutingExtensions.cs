using Kubrick.Contracts;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Proxies;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Transforms;

namespace Kubrick.Gateway.Routing;

/// <summary>All routes of the HTTP API on one origin (<c>appsettings.json</c>, section <c>ReverseProxy</c>).</summary>
internal static class RoutingExtensions
{
    private const string ForwardedFor = "X-Forwarded-For";

    /// <summary>Paths that are never proxied unless a route names them: internal APIs, and paths that no service serves.</summary>
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
                // Set, not appended: values that the client sent never reach a service.
                context.UseDefaultForwarders = false;
                context.AddXForwarded(ForwardedTransformActions.Set);
                context.AddRequestTransform(SendFirstAddress);
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

    /// <summary>Sends services the first address of <c>X-Forwarded-For</c>, which they display. The gateway itself decides by the connection's address.</summary>
    private static ValueTask SendFirstAddress(RequestTransformContext context)
    {
        if (context.HttpContext.Features.Get<ForwardedClient>()?.First is { } first)
        {
            RequestTransform.RemoveHeader(context, ForwardedFor);
            RequestTransform.AddHeader(context, ForwardedFor, first.ToString());
        }

        return ValueTask.CompletedTask;
    }
}
