using Kubrick.AppHost.Ports;
using Kubrick.AppHost.Running;
using Kubrick.AppHost.Servers;

namespace Kubrick.AppHost.Storage;

/// <summary>Adds an S3 server: Ceph's gateway as local processes, or SeaweedFS as a container.</summary>
internal static class S3ServerExtensions
{
    public static S3Server AddS3Server(this IDistributedApplicationBuilder builder, string name)
    {
        var secret = $"{name}-secret";
        return builder.KindOf(name) == ServerKind.Containers
            ? builder.AddContainer(name, builder.AddStoredSecret(secret))
            : builder.AddLocal(name, builder.AddRunSecret(secret));
    }

    private static S3Server AddContainer(this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource> secret)
    {
        var server = builder.AddContainer(name, "chrislusf/seaweedfs", "4.02")
            .WithArgs("server", "-s3", "-dir=/data")
            .WithEnvironment("AWS_ACCESS_KEY_ID", S3Server.AccessKeyId)
            .WithEnvironment("AWS_SECRET_ACCESS_KEY", secret)
            .WithHttpEndpoint(targetPort: 8333, name: LocalServerExtensions.EndpointName)
            .WithHttpHealthCheck("/healthz", endpointName: LocalServerExtensions.EndpointName)
            .WithRestart();
        return new S3Server(
            builder.IsEphemeral() ? server : server.WithVolume(builder.VolumeOf(name), "/data"), server.GetEndpoint(LocalServerExtensions.EndpointName), secret);
    }

    private static S3Server AddLocal(this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource> secret)
    {
        var server = builder.AddLocalServer("s3", "http", (command, folder) => new LocalServerResource(name, command, folder))
            .WithArgs("--mon-port", builder.TakePort(), "--access-key", S3Server.AccessKeyId)
            // Not an argument: every user of the machine can read arguments.
            .WithEnvironment("KUBRICK_S3_SECRET_KEY", secret)
            .WithHttpHealthCheck("/", statusCode: 200, endpointName: LocalServerExtensions.EndpointName);
        secret.WithParentRelationship(server);
        return new S3Server(builder.IsEphemeral() ? server : server.WithArgs("--persist"), server.Resource.Endpoint, secret);
    }
}
