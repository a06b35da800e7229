using Kubrick.AppHost.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.AppHost.Servers;

/// <summary>Adds MongoDB. Aspire's integration for MongoDB is not available where Kubrick is built, so its container is declared here.</summary>
internal static class MongoExtensions
{
    private const int Port = 27017;

    /// <summary>Adds a MongoDB server with one database.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="server">The name of the server.</param>
    /// <param name="database">The name of the database and of its connection string.</param>
    public static IResourceBuilder<IResourceWithConnectionString> AddMongo(this IDistributedApplicationBuilder builder, string server, string database) =>
        builder.KindOf(server) switch
        {
            ServerKind.External => builder.AddExternalServer(database),
            ServerKind.Containers => builder.AddDatabase(database, builder.AddMongoContainer(server), container => container.GetEndpoint(LocalServerExtensions.EndpointName)),
            _ => builder.AddDatabase(database, builder.AddLocalMongo(server), local => local.Endpoint),
        };

    private static IResourceBuilder<MongoDatabaseResource> AddDatabase<T>(
        this IDistributedApplicationBuilder builder, string name, IResourceBuilder<T> server, Func<T, EndpointReference> endpointOf)
        where T : class, IResourceWithEndpoints
    {
        var database = new MongoDatabaseResource(name, server.Resource, endpointOf(server.Resource));
        var check = $"{name}-ping";
        builder.Services.AddHealthChecks().AddCheck(check, new MongoHealthCheck(database));
        return builder.AddResource(database).WithHealthCheck(check).WithStateOf(server);
    }

    private static IResourceBuilder<LocalServerResource> AddLocalMongo(this IDistributedApplicationBuilder builder, string name)
    {
        var server = builder.AddLocalServer("mongo", "tcp", (command, folder) => new LocalServerResource(name, command, folder));
        return builder.IsEphemeral() ? server.WithArgs("--no-fsync") : server;
    }

    private static IResourceBuilder<ContainerResource> AddMongoContainer(this IDistributedApplicationBuilder builder, string name)
    {
        var server = builder.AddContainer(name, "mongo", "8.0").WithEndpoint(targetPort: Port, name: LocalServerExtensions.EndpointName, scheme: "tcp").WithRestart();
        return builder.IsEphemeral() ? server : server.WithVolume($"kubrick-{name}-data", "/data/db");
    }
}
