using Kubrick.Contracts;
using Microsoft.Extensions.Configuration;

namespace Kubrick.AppHost;

/// <summary>What every service of the application has in common.</summary>
internal static class ServiceExtensions
{
    /// <summary>Sections of the AppHost's own configuration that are handed on, so that one command line sets up the whole system.</summary>
    private static readonly string[] Sections = ["Storage", "Cors", "RateLimits", "LiveStreaming", "Ingest", "Transcoder", "Playback", "Uploads", "Deletion", "Reconciliation", "Outbox"];

    /// <summary>What only the gateway gets: a service behind it that is told of the proxies in front would no longer trust the gateway itself.</summary>
    private static readonly string[] EdgeSections = ["Proxies"];

    /// <summary>Settings that are no section.</summary>
    private static readonly string[] Names = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_HEADERS", "LOG_LEVEL", "FRONTEND_URL"];

    /// <summary>
    /// A service with an HTTP endpoint (on a free port where none is given), health-checked, in as many replicas as
    /// <c>Replicas:NAME</c> says (1), with the settings that the AppHost was given for it.
    /// </summary>
    public static IResourceBuilder<ProjectResource> AsService(this IResourceBuilder<ProjectResource> project, IDistributedApplicationBuilder builder, int? port = null)
    {
        foreach (var (key, value) in Settings(builder.Configuration, project.Resource.Name == ResourceNames.Gateway))
        {
            project.WithEnvironment(key, value);
        }

        return project
            .WithHttpEndpoint(port)
            .WithHttpHealthCheck("/health")
            .WithReplicas(builder.Configuration.GetValue($"Replicas:{project.Resource.Name}", 1));
    }

    /// <summary>The environment variables that hand the AppHost's settings on to a service, or to the gateway (<paramref name="isEdge"/>).</summary>
    internal static IEnumerable<(string Key, string Value)> Settings(IConfiguration configuration, bool isEdge)
    {
        var fromSections = Sections.Concat(isEdge ? EdgeSections : []).SelectMany(section => configuration.GetSection(section).AsEnumerable());
        var named = Names.Select(name => KeyValuePair.Create(name, configuration[name]));
        return from setting in fromSections.Concat(named)
               where setting.Value is not null
               select (setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value);
    }
}
