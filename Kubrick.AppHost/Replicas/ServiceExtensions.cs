using Kubrick.AppHost.Ports;
using Kubrick.AppHost.Running;
using Kubrick.Contracts;
using Microsoft.Extensions.Configuration;

namespace Kubrick.AppHost.Replicas;

/// <summary>Adds services with the configuration that all of them share.</summary>
internal static class ServiceExtensions
{
    /// <summary>Sections of the AppHost's configuration that are passed to every service, so one command line configures the whole system.</summary>
    private static readonly string[] Sections = ["Storage", "Cors", "RateLimits", "LiveStreaming", "Ingest", "Transcoder", "Playback", "Uploads", "Deletion", "Reconciliation", "Outbox"];

    /// <summary>Sections for the gateway only: a service after it that got the list of outer proxies would no longer trust the gateway.</summary>
    private static readonly string[] EdgeSections = ["Proxies"];

    /// <summary>Settings outside of a section.</summary>
    private static readonly string[] Names = ["LOG_LEVEL", "FRONTEND_URL"];

    /// <summary>Settings that send telemetry to another receiver than the dashboard.</summary>
    private static readonly string[] TelemetryNames = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_HEADERS"];

    /// <summary>
    /// Adds a service with an HTTP endpoint, a health check, restarts after crashes, and the settings passed by the AppHost. The setting
    /// <c>Replicas:NAME</c> (1) is the number of replicas: <c>NAME</c>, or <c>NAME-1</c>, <c>NAME-2</c>, …
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name for service discovery.</param>
    /// <param name="port">The port of the first replica; null for a free one.</param>
    public static Service AddService<TProject>(this IDistributedApplicationBuilder builder, string name, int? port = null)
        where TProject : IProjectMetadata, new()
    {
        var count = builder.ExecutionContext.IsPublishMode ? 1 : builder.Number($"Replicas:{name}", 1, 1, 16);
        return new Service(name,
        [
            .. Enumerable.Range(1, count).Select(number => builder.AddReplica<TProject>(count == 1 ? name : $"{name}-{number}", name, number == 1 ? port : null)),
        ]);
    }

    private static IResourceBuilder<ProjectResource> AddReplica<TProject>(this IDistributedApplicationBuilder builder, string name, string service, int? port)
        where TProject : IProjectMetadata, new()
    {
        var project = builder.AddProject<BuiltProject<TProject>>(name, launchProfileName: null)
            .WithServiceEndpoint(builder, port)
            // Plain HTTP on the loopback address needs no development certificate.
            .WithoutHttpsCertificate()
            .WithHttpHealthCheck("/health")
            // The gateway has its own list of trusted proxies (Proxies:Trusted); Aspire's variable trusts every client.
            .DisableForwardedHeaders()
            .WithRestart();
        foreach (var (key, value) in Settings(builder.Configuration, service == ResourceNames.Gateway))
        {
            project.WithEnvironment(key, value);
        }

        return project;
    }

    /// <summary>Adds the replica's endpoint on the loopback address. In a manifest, the target chooses the port.</summary>
    private static IResourceBuilder<ProjectResource> WithServiceEndpoint(this IResourceBuilder<ProjectResource> project, IDistributedApplicationBuilder builder, int? port) =>
        builder.ExecutionContext.IsPublishMode
            ? project.WithHttpEndpoint()
            : project.WithEndpoint("http", endpoint =>
            {
                endpoint.UriScheme = "http";
                endpoint.Transport = "http";
                endpoint.IsProxied = false;
                endpoint.TargetHost = "127.0.0.1";
                endpoint.Port = endpoint.TargetPort = port ?? builder.TakePort();
            });

    /// <summary>The environment variables that pass the AppHost's settings to a service, or to the gateway (<paramref name="isEdge"/>).</summary>
    internal static IEnumerable<(string Key, string Value)> Settings(IConfiguration configuration, bool isEdge)
    {
        var fromSections = Sections.Concat(isEdge ? EdgeSections : []).SelectMany(section => configuration.GetSection(section).AsEnumerable());
        var telemetry = configuration[TelemetryNames[0]] is null ? [] : TelemetryNames;
        var named = Names.Concat(telemetry).Select(name => KeyValuePair.Create(name, configuration[name]));
        return from setting in fromSections.Concat(named)
               where setting.Value is not null
               select (setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value);
    }
}
