using Kubrick.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MongoDB.Driver;

namespace Kubrick.ServiceDefaults;

/// <summary>The MongoDB client by connection name, with a health check and traces.</summary>
public static class MongoExtensions
{
    private static readonly TimeSpan ServerSelection = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Registers <see cref="IMongoClient"/> and <see cref="IMongoDatabase"/> from the connection string <paramref name="connectionName"/>, which names
    /// the database too (else it is <paramref name="connectionName"/>). A server that is away is answered with 503 after 4 s.
    /// </summary>
    public static WebApplicationBuilder AddMongoDatabase(this WebApplicationBuilder builder, string connectionName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<MongoSettings>()
            .Configure<IConfiguration>((settings, configuration) => settings.ConnectionString = configuration.GetConnectionString(connectionName) ?? "")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<IMongoClient>(services =>
        {
            var settings = MongoClientSettings.FromConnectionString(services.GetRequiredService<IOptions<MongoSettings>>().Value.ConnectionString);
            settings.ApplicationName ??= builder.Environment.ApplicationName;
            if (settings.ServerSelectionTimeout > ServerSelection)
            {
                settings.ServerSelectionTimeout = ServerSelection;
            }

            return new MongoClient(settings);
        });
        builder.Services.AddSingleton(services =>
        {
            var url = new MongoUrl(services.GetRequiredService<IOptions<MongoSettings>>().Value.ConnectionString);
            return services.GetRequiredService<IMongoClient>().GetDatabase(url.DatabaseName ?? connectionName);
        });
        builder.Services.AddHealthChecks().AddCheck<MongoHealthCheck>("mongodb", timeout: TimeSpan.FromSeconds(3));
        builder.Services.AddExceptionMapping<MongoException>(Map);
        // The driver's answer when no server can be selected in time is no MongoException.
        builder.Services.AddExceptionMapping<TimeoutException>(_ => Away());
        return builder;
    }

    private static ApiErrorResult? Map(MongoException exception) => exception switch
    {
        MongoConnectionException or MongoNotPrimaryException or MongoNodeIsRecoveringException or MongoExecutionTimeoutException
            or MongoWaitQueueFullException or MongoConnectionPoolPausedException => Away(),
        MongoWriteException { WriteError.Category: ServerErrorCategory.DuplicateKey } => ApiErrors.DuplicateKey("Another document has this value already."),
        _ => null,
    };

    private static ApiErrorResult Away() => ApiErrors.Unavailable("The database is not available; try again shortly.");
}
