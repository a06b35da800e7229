using Aspire.Hosting.ApplicationModel;
using Kubrick.AppHost.Local;

namespace Aspire.Hosting;

/// <summary>RabbitMQ brokers.</summary>
public static class RabbitMQBuilderExtensions
{
    /// <summary>
    /// Adds a RabbitMQ broker: a private node, started by <c>deploy/local/rabbitmq/run</c>. It is healthy when it takes an AMQP connection.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name, also of the connection string.</param>
    /// <param name="userName">The user; <c>guest</c> unless given.</param>
    /// <param name="password">The password; a generated one, kept in the data folder, unless given.</param>
    /// <param name="port">The port for AMQP; any free one unless given.</param>
    /// <returns>The broker.</returns>
    public static IResourceBuilder<RabbitMQServerResource> AddRabbitMQ(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        // No special characters: the password is part of a URL.
        var secret = password?.Resource
            ?? ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false);
        var broker = new RabbitMQServerResource(name, userName?.Resource, secret);
        var health = new RabbitMQHealthCheck(broker);
        return builder.AddResource(broker)
            .WithEndpoint(port, scheme: "tcp", name: RabbitMQServerResource.PrimaryEndpointName)
            .WithAnnotation(new HealthCheckAnnotation((_, cancellationToken) => health.RunAsync(cancellationToken), health))
            .WithAnnotation(LocalServers.RabbitMQ(broker));
    }

    /// <summary>Keeps the data in the data folder from one run to the next; without it the data goes when the broker stops.</summary>
    /// <param name="builder">The broker.</param>
    /// <param name="name">The folder's name below the data folder's <c>volumes</c>; the resource's name unless given.</param>
    /// <param name="isReadOnly">Not supported: must be false.</param>
    /// <returns>The broker.</returns>
    public static IResourceBuilder<RabbitMQServerResource> WithDataVolume(
        this IResourceBuilder<RabbitMQServerResource> builder, string? name = null, bool isReadOnly = false) =>
        builder.WithAnnotation(DataVolumeAnnotation.Create(builder.Resource, name, isReadOnly), ResourceAnnotationMutationBehavior.Replace);
}
