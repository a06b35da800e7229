using Aspire.Hosting.ApplicationModel;
using Kubrick.AppHost.Local;

namespace Aspire.Hosting;

/// <summary>MongoDB servers and databases.</summary>
public static class MongoDBBuilderExtensions
{
    /// <summary>
    /// Adds a MongoDB server: the local MongoDB-compatible one, started by <c>deploy/local/mongo/run</c>. It is healthy when it answers a ping.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="port">The port; any free one unless given.</param>
    /// <returns>The server.</returns>
    public static IResourceBuilder<MongoDBServerResource> AddMongoDB(this IDistributedApplicationBuilder builder, string name, int? port = null)
    {
        var server = new MongoDBServerResource(name);
        var health = new MongoHealthCheck(server);
        return builder.AddResource(server)
            .WithEndpoint(port, scheme: "tcp", name: MongoDBServerResource.PrimaryEndpointName)
            .WithAnnotation(new HealthCheckAnnotation((_, cancellationToken) => health.RunAsync(cancellationToken), health))
            .WithAnnotation(LocalServers.Mongo(server));
    }

    /// <summary>Adds a database to a server.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="name">The resource's name, also of the connection string.</param>
    /// <param name="databaseName">The database's name; the resource's name unless given.</param>
    /// <returns>The database.</returns>
    public static IResourceBuilder<MongoDBDatabaseResource> AddDatabase(
        this IResourceBuilder<MongoDBServerResource> builder, string name, string? databaseName = null)
    {
        databaseName ??= name;
        var database = builder.ApplicationBuilder.AddResource(new MongoDBDatabaseResource(name, databaseName, builder.Resource));
        builder.Resource.AddDatabase(name, databaseName);
        return database;
    }

    /// <summary>Keeps the data in the data folder from one run to the next; without it the data goes when the server stops.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="name">The folder's name below the data folder's <c>volumes</c>; the resource's name unless given.</param>
    /// <param name="isReadOnly">Not supported: must be false.</param>
    /// <returns>The server.</returns>
    public static IResourceBuilder<MongoDBServerResource> WithDataVolume(
        this IResourceBuilder<MongoDBServerResource> builder, string? name = null, bool isReadOnly = false) =>
        builder.WithAnnotation(DataVolumeAnnotation.Create(builder.Resource, name, isReadOnly), ResourceAnnotationMutationBehavior.Replace);
}
