using Kubrick.AppHost.Servers;
using Kubrick.AppHost.Replicas;
using Kubrick.Contracts;
using Microsoft.Extensions.Configuration;

namespace Kubrick.AppHost.Storage;

/// <summary>Adds the object storage chosen by the setting <c>Storage:Provider</c> (<c>STORAGE_PROVIDER</c>).</summary>
internal static class ObjectStorageExtensions
{
    /// <summary>
    /// Adds the storage. With <c>s3</c>, and neither endpoint nor region configured, the application runs its own S3 server. A manifest is
    /// for other machines, so a folder is replaced by an S3 server there.
    /// </summary>
    public static ObjectStorage AddObjectStorage(this IDistributedApplicationBuilder builder)
    {
        var settings = builder.Configuration;
        var provider = (settings["Storage:Provider"] ?? settings["STORAGE_PROVIDER"] ?? "local").ToLowerInvariant();
        if (provider == "local" && builder.ExecutionContext.IsPublishMode)
        {
            provider = "s3";
        }

        var isElsewhere = (settings["Storage:S3:Endpoint"] ?? settings["Storage:S3:Region"] ?? settings["AWS_REGION"]) is not null
            || builder.KindOf(ResourceNames.S3Server) == ServerKind.External;
        var folder = settings["Storage:Local:Root"] ?? Path.Combine(builder.DataFolder(), "objects");
        return new ObjectStorage(provider, Path.GetFullPath(folder), provider == "s3" && !isElsewhere ? builder.AddS3Server(ResourceNames.S3Server) : null);
    }

    /// <summary>Passes the storage settings to each replica.</summary>
    public static Service WithReference(this Service service, ObjectStorage storage) => service.WithStorageOrigin(storage).Each(project =>
    {
        project.WithStorageSecrets();
        // With another provider, older recordings are read from the folder.
        if (storage.Provider == "local" || (project.ApplicationBuilder.ExecutionContext.IsRunMode && Directory.Exists(Path.Combine(storage.Folder, "objects"))))
        {
            project.WithEnvironment("Storage__Local__Root", storage.Folder);
        }

        if (storage.Server is { } server)
        {
            project
                .WithEnvironment("Storage__S3__AccessKeyId", S3Server.AccessKeyId)
                .WithEnvironment("Storage__S3__SecretAccessKey", server.SecretAccessKey)
                .WithEnvironment("Storage__S3__ForcePathStyle", "true")
                // A new server has no bucket. On an external server, the owner of the account creates it.
                .WithEnvironment("Storage__S3__CreateBucket", "true")
                .WaitFor(server.Resource);
        }
    });

    /// <summary>Passes where browsers find the objects, which the gateway names in its Content-Security-Policy; no secret.</summary>
    public static Service WithStorageOrigin(this Service service, ObjectStorage storage) => service.Each(project =>
    {
        project.WithEnvironment("Storage__Provider", storage.Provider);
        if (storage.Server is { } server)
        {
            project
                .WithEnvironment("Storage__S3__Endpoint", server.Endpoint)
                .WithEnvironment("Storage__S3__Region", "us-east-1")
                .WithEnvironment("Storage__S3__Bucket", S3Server.Bucket);
        }
    });

    /// <summary>Passes the folder for recordings that are being processed: below the data folder, which the application owns. A manifest leaves it to each machine.</summary>
    public static Service WithScratchFolder(this Service service) => service.Each(project =>
    {
        if (project.ApplicationBuilder.ExecutionContext.IsRunMode)
        {
            project.WithEnvironment("Transcoder__ScratchPath", Path.Combine(project.ApplicationBuilder.DataFolder(), "scratch"));
        }
    });

    /// <summary>
    /// Adds the gateway's origins (its address and <c>localhost</c>) to the configured CORS origins, so that browsers may upload parts to the
    /// application's own S3 server. The service that creates the bucket sets its CORS rule.
    /// </summary>
    public static Service AllowUploadsFrom(this Service service, ObjectStorage storage, Service gateway) => storage.Server is null ? service : service.Each(project =>
    {
        var next = OriginsIn(project.ApplicationBuilder.Configuration);
        foreach (var replica in gateway.Replicas)
        {
            var endpoint = replica.GetEndpoint("http");
            project.WithEnvironment($"Cors__Origins__{next++}", endpoint);
            if (project.ApplicationBuilder.ExecutionContext.IsRunMode)
            {
                project.WithEnvironment($"Cors__Origins__{next++}", $"http://localhost:{endpoint.Property(EndpointProperty.Port)}");
            }
        }
    });

    /// <summary>The first index of the origins list that neither <c>Cors:Origins</c> nor <c>FRONTEND_URL</c> uses in a service.</summary>
    internal static int OriginsIn(IConfiguration settings)
    {
        var named = settings.GetSection("Cors:Origins").GetChildren().Select(origin => int.TryParse(origin.Key, out var index) ? index + 1 : 0);
        var listed = (settings["FRONTEND_URL"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Length;
        return named.Append(listed).Max();
    }
}
