using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Health;
using Kubrick.ServiceDefaults.Proxies;
using Kubrick.ServiceDefaults.Requests;
using Kubrick.ServiceDefaults.Settings;
using Kubrick.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Kubrick.ServiceDefaults;

/// <summary>The defaults of every service, in the order in which <c>Program.cs</c> calls them.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>The default limit of a request's body in bytes (2 MiB); a route may set another.</summary>
    public const long DefaultBodyLimit = 2 * 1024 * 1024;

    /// <summary>
    /// Adds the contract's environment variables, telemetry, health checks, service discovery, resilient HTTP clients, JSON:API errors,
    /// forwarded headers and a body limit.
    /// </summary>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        builder.AddContractVariables();
        builder.AddTelemetry();
        builder.AddErrors();
        builder.AddForwardedHeaders();
        builder.AddDefaultHealthChecks();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            // A retried POST could take effect twice; clients of idempotent routes opt in to retries.
            http.AddStandardResilienceHandler(resilience => resilience.Retry.ShouldHandle = Resilience.RetriesSafeMethods);
            http.AddServiceDiscovery();
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = DefaultBodyLimit;
            // A recorder on a weak network may stall; a part that is cut off would have to be uploaded again from its start.
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 100, gracePeriod: TimeSpan.FromSeconds(30));
        });
        // The shutdown must finish before the process manager kills the process: Aspire's orchestrator does after 6 s.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        return builder;
    }

    /// <summary>Adds the middleware that must come first: forwarded headers, bodies of refused requests, then errors.</summary>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        app.UseTrustedForwardedHeaders();
        app.UseLimitedBodies();
        app.UseErrors();
        return app;
    }

    /// <summary>Maps <c>/health</c>, <c>/alive</c> and <c>/metrics</c>, in every environment.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealth();
        app.MapPrometheusScrapingEndpoint("/metrics").WithMetadata(new HttpMethodMetadata(ReadRouteExtensions.GetAndHead));
        return app;
    }
}
