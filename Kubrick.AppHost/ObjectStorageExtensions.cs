using Kubrick.Contracts;
using Microsoft.Extensions.Configuration;

namespace Kubrick.AppHost;

/// <summary>Object storage by the setting <c>Storage:Provider</c> (<c>STORAGE_PROVIDER</c>): a folder, or S3.</summary>
internal static class ObjectStorageExtensions
{
    /// <summary>
    /// Adds the storage. With <c>s3</c> and no endpoint or region configured, the application runs an S3 server of its own.
    /// </summary>
    public static ObjectStorage AddObjectStorage(this IDistributedApplicationBuilder builder)
    {
        var settings = builder.Configuration;
        var provider = (settings["Storage:Provider"] ?? settings["STORAGE_PROVIDER"] ?? "local").ToLowerInvariant();
        var isElsewhere = (settings["Storage:S3:Endpoint"] ?? settings["Storage:S3:Region"] ?? settings["AWS_REGION"]) is not null;
        var folder = settings["Storage:Local:Root"]
            ?? Path.Combine(settings["Kubrick:DataFolder"] ?? Path.Combine(builder.AppHostDirectory, "..", ".kubrick", "run"), "objects");
        return new ObjectStorage(provider, provider == "s3" && !isElsewhere ? builder.AddS3Server(ResourceNames.S3Server) : null)
        {
            Folder = Path.GetFullPath(folder),
        };
    }

    /// <summary>Tells a service where the objects are.</summary>
    public static IResourceBuilder<ProjectResource> WithObjectStorage(this IResourceBuilder<ProjectResource> project, ObjectStorage storage)
    {
        project.WithEnvironment("Storage__Provider", storage.Provider);
        if (storage.Provider == "local")
        {
            project.WithEnvironment("Storage__Local__Root", storage.Folder);
        }

        if (storage.Server is { } server)
        {
            project
                .WithEnvironment("Storage__S3__Endpoint", server.Endpoint)
                .WithEnvironment("Storage__S3__Region", "us-east-1")
                .WithEnvironment("Storage__S3__Bucket", S3Server.Bucket)
                .WithEnvironment("Storage__S3__AccessKeyId", S3Server.AccessKeyId)
                .WithEnvironment("Storage__S3__SecretAccessKey", server.SecretAccessKey)
                .WithEnvironment("Storage__S3__ForcePathStyle", "true")
                // The server is new and the application's own; elsewhere a bucket is made by whoever owns the account.
                .WithEnvironment("Storage__S3__CreateBucket", "true")
                .WaitFor(server.Resource);
        }

        return project;
    }

    /// <summary>
    /// Lets pages of the gateway, under its address and under <c>localhost</c>, send parts straight to the application's own S3 server,
    /// beside the origins that are configured; the service that makes the bucket says so there.
    /// </summary>
    public static IResourceBuilder<ProjectResource> AllowUploadsFrom(
        this IResourceBuilder<ProjectResource> service,
        ObjectStorage storage,
        IResourceBuilder<ProjectResource> gateway)
    {
        if (storage.Server is null)
        {
            return service;
        }

        var endpoint = gateway.GetEndpoint("http");
        var next = OriginsIn(service.ApplicationBuilder.Configuration);
        return service
            .WithEnvironment($"Cors__Origins__{next}", endpoint)
            .WithEnvironment($"Cors__Origins__{next + 1}", $"http://localhost:{endpoint.Property(EndpointProperty.Port)}");
    }

    /// <summary>The first place of the list of origins that neither <c>Cors:Origins</c> nor <c>FRONTEND_URL</c> takes in a service.</summary>
    internal static int OriginsIn(IConfiguration settings)
    {
        var named = settings.GetSection("Cors:Origins").GetChildren().Select(origin => int.TryParse(origin.Key, out var index) ? index + 1 : 0);
        var listed = (settings["FRONTEND_URL"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Length;
        return named.Append(listed).Max();
    }
}
