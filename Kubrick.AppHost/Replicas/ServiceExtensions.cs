using Kubrick.AppHost.Ports;
using Kubrick.AppHost.Running;
using Kubrick.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.AppHost.Replicas;

/// <summary>Adds services with the configuration that all of them share.</summary>
internal static class ServiceExtensions
{
    /// <summary>Aspire's name for the dashboard's resource.</summary>
    private const string Dashboard = "aspire-dashboard";

    private static readonly string[] StorageSecretVariables =
        ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "GOOGLE_APPLICATION_CREDENTIALS", "Storage__S3__SecretAccessKey", "Storage__Local__SigningKey"];

    /// <summary>The services.</summary>
    public static IReadOnlyCollection<string> Names { get; } =
    [
        ResourceNames.Recordings, ResourceNames.Uploads, ResourceNames.Ingest, ResourceNames.Transcoder, ResourceNames.Playback, ResourceNames.Web, ResourceNames.Gateway,
    ];

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
            .WithBuiltProgram()
            .WithServiceEndpoint(builder, port)
            // Plain HTTP on the loopback address needs no development certificate.
            .WithoutHttpsCertificate()
            .WithHttpHealthCheck("/health")
            // The gateway has its own list of trusted proxies (Proxies:Trusted); Aspire's variable trusts every client.
            .DisableForwardedHeaders()
            .WithoutUnreceivedTelemetry()
            .WithoutInheritedSecrets()
            .WithRestart();
        return project.With(PassedSettings.Of(builder.Configuration, isEdge: service == ResourceNames.Gateway, builder.ExecutionContext.IsPublishMode));
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

    /// <summary>
    /// Exports no telemetry where nobody receives it: without the dashboard, Aspire still sets its address, and services would export to it every second.
    /// </summary>
    private static IResourceBuilder<ProjectResource> WithoutUnreceivedTelemetry(this IResourceBuilder<ProjectResource> project) => project.WithEnvironment(context =>
    {
        var model = context.ExecutionContext.Services.GetRequiredService<DistributedApplicationModel>();
        if (context.ExecutionContext.IsRunMode && !model.Resources.Any(resource => resource.Name == Dashboard))
        {
            context.EnvironmentVariables.Remove("OTEL_EXPORTER_OTLP_ENDPOINT");
        }
    });

    /// <summary>Passes the storage's secrets to a service that reads or writes objects.</summary>
    public static IResourceBuilder<ProjectResource> WithStorageSecrets(this IResourceBuilder<ProjectResource> project)
    {
        var builder = project.ApplicationBuilder;
        project.WithAnnotation(new StorageAccessAnnotation());
        return project.With(PassedSettings.StorageSecretsOf(builder.Configuration, builder.ExecutionContext.IsPublishMode));
    }

    /// <summary>Hides the storage's secrets in the AppHost's own environment, which services inherit, from a service that does not use it.</summary>
    private static IResourceBuilder<ProjectResource> WithoutInheritedSecrets(this IResourceBuilder<ProjectResource> project) => project.WithEnvironment(context =>
    {
        if (context.ExecutionContext.IsRunMode && !project.Resource.Annotations.OfType<StorageAccessAnnotation>().Any())
        {
            foreach (var variable in StorageSecretVariables.Where(variable => Environment.GetEnvironmentVariable(variable) is not null))
            {
                context.EnvironmentVariables[variable] = "";
            }
        }
    });

    private static IResourceBuilder<ProjectResource> With(this IResourceBuilder<ProjectResource> project, IEnumerable<PassedSetting> settings)
    {
        foreach (var setting in settings)
        {
            if (setting.IsSecret)
            {
                project.WithEnvironment(setting.Variable, project.ApplicationBuilder.SecretOf(setting));
            }
            else
            {
                project.WithEnvironment(setting.Variable, setting.Value);
            }
        }

        return project;
    }

    /// <summary>The parameter that holds a secret; the same one for all services.</summary>
    private static IResourceBuilder<ParameterResource> SecretOf(this IDistributedApplicationBuilder builder, PassedSetting setting) =>
        builder.Resources.OfType<ParameterResource>().FirstOrDefault(parameter => parameter.Name == setting.Parameter) is { } known
            ? builder.CreateResourceBuilder(known)
            : builder.AddParameter(setting.Parameter, () => setting.Value, secret: true);

    /// <summary>Marks a service that reads or writes objects.</summary>
    private sealed class StorageAccessAnnotation : IResourceAnnotation;
}
