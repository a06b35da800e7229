using Kubrick.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Driver;

namespace Kubrick.Mongo;

/// <summary>The product's database: MongoDB's client, and answers for its failures.</summary>
public static class MongoDatabaseExtensions
{
    private static readonly TimeSpan ServerSelectionTimeout = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Registers <see cref="IMongoClient"/> and <see cref="IMongoDatabase"/> for the connection string <paramref name="connectionName"/>. A missing or malformed address stops the
    /// start. While the server is down, requests that need it are answered with 503 after 4 s.
    /// </summary>
    public static WebApplicationBuilder AddMongoDatabase(this WebApplicationBuilder builder, string connectionName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<MongoAddress>()
            .Configure<IConfiguration>((address, configuration) => address.Text = configuration.GetConnectionString(connectionName) ?? "")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.AddMongoDBClient(connectionName, configureClientSettings: client =>
        {
            client.ApplicationName ??= builder.Environment.ApplicationName;
            if (client.ServerSelectionTimeout > ServerSelectionTimeout)
            {
                client.ServerSelectionTimeout = ServerSelectionTimeout;
            }
        });
        builder.Services.AddExceptionMapping<MongoException>(Map);
        // The driver throws this, which is not a MongoException, when it finds no server in time.
        builder.Services.AddExceptionMapping<TimeoutException>(_ => Unavailable());
        return builder;
    }

    private static ApiErrorResult? Map(MongoException exception) => exception switch
    {
        MongoConnectionException or MongoNotPrimaryException or MongoNodeIsRecoveringException or MongoExecutionTimeoutException
            or MongoWaitQueueFullException or MongoConnectionPoolPausedException => Unavailable(),
        MongoWriteException { WriteError.Category: ServerErrorCategory.DuplicateKey } => ApiErrors.DuplicateKey("Another document already has this value."),
        _ => null,
    };

    private static ApiErrorResult Unavailable() => ApiErrors.Unavailable("The database is not available; try again shortly.");
}
