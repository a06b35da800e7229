namespace Kubrick.AppHost;

/// <summary>Adds the S3 server: a container with Aspire, Ceph's gateway as local processes without.</summary>
internal static class S3ServerExtensions
{
    public static S3Server AddS3Server(this IDistributedApplicationBuilder builder, string name)
    {
        var secret = builder.AddParameter($"{name}-secret", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);
        var server = AddServer(builder, name, secret);
        return new S3Server(server, server.GetEndpoint("http"), secret);
    }

#if ASPIRE
    private static IResourceBuilder<ContainerResource> AddServer(IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource> secret) =>
        builder.AddContainer(name, "chrislusf/seaweedfs", "4.02")
            .WithArgs("server", "-s3", "-dir=/data")
            .WithEnvironment("AWS_ACCESS_KEY_ID", S3Server.AccessKeyId)
            .WithEnvironment("AWS_SECRET_ACCESS_KEY", secret)
            .WithVolume($"{name}-data", "/data")
            .WithHttpEndpoint(targetPort: 8333, name: "http")
            .WithHttpHealthCheck("/healthz");
#else
    private static IResourceBuilder<ExecutableResource> AddServer(IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource> secret)
    {
        var folder = Path.Combine(builder.AppHostDirectory, "..", "deploy", "local", "s3");
        var data = Path.Combine(builder.Configuration["Kubrick:DataFolder"]!, "volumes", name);
        var server = builder.AddExecutable(name, Path.Combine(folder, "run"), folder)
            .WithHttpEndpoint(name: "http")
            .WithEndpoint(name: "mon", scheme: "tcp")
            // Not an argument: everybody on the machine may read those.
            .WithEnvironment("KUBRICK_S3_SECRET_KEY", secret)
            .WithHttpHealthCheck("/", statusCode: 200);
        return server.WithArgs(context =>
        {
            context.Args.Add("--port");
            context.Args.Add(server.GetEndpoint("http").Property(EndpointProperty.TargetPort));
            context.Args.Add("--mon-port");
            context.Args.Add(server.GetEndpoint("mon").Property(EndpointProperty.TargetPort));
            context.Args.Add("--data");
            context.Args.Add(data);
            context.Args.Add("--access-key");
            context.Args.Add(S3Server.AccessKeyId);
            if (builder.Configuration["Kubrick:IsEphemeral"] != "true")
            {
                context.Args.Add("--persist");
            }
        });
    }
#endif
}
