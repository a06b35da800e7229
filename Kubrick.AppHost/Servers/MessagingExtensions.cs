using Kubrick.AppHost.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.AppHost.Servers;

/// <summary>Adds RabbitMQ.</summary>
internal static class MessagingExtensions
{
    /// <summary>Adds a RabbitMQ broker.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the broker and of its connection string.</param>
    public static IResourceBuilder<IResourceWithConnectionString> AddMessaging(this IDistributedApplicationBuilder builder, string name) =>
        builder.KindOf(name) switch
        {
            ServerKind.External => builder.AddExternalServer(name),
            ServerKind.Containers => builder.AddBrokerContainer(name),
            _ => builder.AddLocalBroker(name),
        };

    private static IResourceBuilder<RabbitMQServerResource> AddBrokerContainer(this IDistributedApplicationBuilder builder, string name)
    {
        var broker = builder.AddRabbitMQ(name, password: builder.AddStoredSecret($"{name}-password"))
            // A worker acknowledges the message of a stream only when the stream has ended. The limit is 30 days, in milliseconds.
            .WithEnvironment("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-rabbit consumer_timeout 2592000000")
            .WithRestart();
        return builder.IsEphemeral() ? broker : broker.WithDataVolume(builder.VolumeOf(name));
    }

    private static IResourceBuilder<LocalBrokerResource> AddLocalBroker(this IDistributedApplicationBuilder builder, string name)
    {
        var password = builder.AddRunSecret($"{name}-password");
        var broker = builder.AddLocalServer("rabbitmq", "tcp", (command, folder) => new LocalBrokerResource(name, command, folder, password.Resource))
            // Not an argument: every user of the machine can read arguments.
            .WithEnvironment("KUBRICK_RABBITMQ_PASSWORD", password);
        var check = $"{name}-amqp";
        builder.Services.AddHealthChecks().AddTypeActivatedCheck<BrokerHealthCheck>(check, broker.Resource);
        password.WithParentRelationship(broker);
        return broker.WithHealthCheck(check);
    }
}
