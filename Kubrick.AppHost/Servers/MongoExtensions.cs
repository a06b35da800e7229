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
            ServerKind.Containers => builder.AddContainerDatabase(database, server),
            _ => builder.AddLocalDatabase(database, server),
        };

    private static IResourceBuilder<MongoDatabaseResource> AddLocalDatabase(this IDistributedApplicationBuilder builder, string name, string serverName)
    {
        var server = builder.AddLocalServer("mongo", "tcp", (command, folder) => new LocalServerResource(serverName, command, folder));
        if (builder.IsEphemeral())
        {
            server.WithArgs("--no-fsync");
        }

        return builder.AddDatabase(new MongoDatabaseResource(name, server.Resource, server.Resource.Endpoint, password: null), server);
    }

    private static IResourceBuilder<MongoDatabaseResource> AddContainerDatabase(this IDistributedApplicationBuilder builder, string name, string serverName)
    {
        var password = builder.AddStoredSecret($"{serverName}-password");
        var server = builder.AddContainer(serverName, "mongo", "8.0")
            .WithEndpoint(targetPort: Port, name: LocalServerExtensions.EndpointName, scheme: "tcp")
            .WithEnvironment("MONGO_INITDB_ROOT_USERNAME", MongoDatabaseResource.User)
            .WithEnvironment("MONGO_INITDB_ROOT_PASSWORD", password)
            .WithRestart();
        if (!builder.IsEphemeral())
        {
            server.WithVolume(builder.VolumeOf(serverName), "/data/db");
        }

        return builder.AddDatabase(new MongoDatabaseResource(name, server.Resource, server.GetEndpoint(LocalServerExtensions.EndpointName), password.Resource), server);
    }

    private static IResourceBuilder<MongoDatabaseResource> AddDatabase<T>(this IDistributedApplicationBuilder builder, MongoDatabaseResource database, IResourceBuilder<T> server)
        where T : class, IResource
    {
        var check = $"{database.Name}-ping";
        builder.Services.AddHealthChecks().AddCheck(check, new MongoHealthCheck(database));
        return builder.AddResource(database).WithHealthCheck(check).WithStateOf(server);
    }
}
