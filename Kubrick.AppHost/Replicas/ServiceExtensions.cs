using Kubrick.AppHost.Running;
using Kubrick.Contracts;
using Microsoft.Extensions.Configuration;

namespace Kubrick.AppHost.Replicas;

/// <summary>What every service of the application has in common.</summary>
internal static class ServiceExtensions
{
    /// <summary>Sections of the AppHost's own configuration that every service gets, so that one command line sets up the whole system.</summary>
    private static readonly string[] Sections = ["Storage", "Cors", "RateLimits", "LiveStreaming", "Ingest", "Transcoder", "Playback", "Uploads", "Deletion", "Reconciliation", "Outbox"];

    /// <summary>What only the gateway gets: a service after it that knew the proxies in front would no longer trust the gateway itself.</summary>
    private static readonly string[] EdgeSections = ["Proxies"];

    /// <summary>Settings that are no section.</summary>
    private static readonly string[] Names = ["LOG_LEVEL", "FRONTEND_URL"];

    /// <summary>Where telemetry goes instead of the dashboard.</summary>
    private static readonly string[] TelemetryNames = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_HEADERS"];

    /// <summary>
    /// A service with an HTTP endpoint, health-checked, started again when it crashes, with the settings that the AppHost was given for
    /// it, in as many replicas as <c>Replicas:NAME</c> says (1): <c>NAME</c>, or <c>NAME-1</c>, <c>NAME-2</c>, …
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name under which other services find it.</param>
    /// <param name="port">The port of its only replica; a free one where none is given.</param>
    public static Service AddService<TProject>(this IDistributedApplicationBuilder builder, string name, int? port = null)
        where TProject : IProjectMetadata, new()
    {
        var count = builder.ExecutionContext.IsPublishMode ? 1 : builder.Configuration.GetValue($"Replicas:{name}", 1);
        if (count is < 1 or > 16)
        {
            throw new DistributedApplicationException($"Replicas:{name} is {count}; it takes 1 to 16.");
        }

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
            // Plain HTTP on the loopback address: nobody has to trust a development certificate.
            .WithoutHttpsCertificate()
            .WithHttpHealthCheck("/health")
            // Which proxies are trusted is a setting of the gateway's own (Proxies:Trusted); Aspire's variable trusts everybody.
            .DisableForwardedHeaders()
            .WithRestart();
        foreach (var (key, value) in Settings(builder.Configuration, service == ResourceNames.Gateway))
        {
            project.WithEnvironment(key, value);
        }

        return project;
    }

    /// <summary>An endpoint of the replica's own, on the loopback address; in a manifest the target chooses the port.</summary>
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
