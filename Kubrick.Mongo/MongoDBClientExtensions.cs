using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using MongoDB.Driver;

namespace Kubrick.Mongo;

/// <summary>
/// MongoDB's client by connection name, in place of the package <c>Aspire.MongoDB.Driver</c>, which could not be restored where this was written: same method, same section, same
/// settings. To replace it, reference the package and delete this file, <see cref="MongoDBSettings"/> and <see cref="MongoDBHealthCheck"/>.
/// </summary>
public static class MongoDBClientExtensions
{
    /// <summary>The name of the health check.</summary>
    public const string HealthCheckName = "mongodb";

    private const string Section = "Aspire:MongoDB:Driver";
    private const int DefaultHealthCheckTimeout = 3000;

    /// <summary>
    /// Registers <see cref="IMongoClient"/> and <see cref="IMongoDatabase"/> for the connection string <paramref name="connectionName"/>, with a health check and traces. The
    /// database is the one that the address names, or else <paramref name="connectionName"/>.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="connectionName">The name of the connection string.</param>
    /// <param name="configureSettings">Changes the settings after they were read from the configuration.</param>
    /// <param name="configureClientSettings">Changes the driver's settings.</param>
    public static void AddMongoDBClient(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<MongoDBSettings>? configureSettings = null,
        Action<MongoClientSettings>? configureClientSettings = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var settings = new MongoDBSettings();
        builder.Configuration.GetSection(Section).Bind(settings);
        builder.Configuration.GetSection($"{Section}:{connectionName}").Bind(settings);
        settings.ConnectionString = builder.Configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
        configureSettings?.Invoke(settings);

        builder.Services.AddSingleton<IMongoClient>(_ =>
        {
            var client = MongoClientSettings.FromConnectionString(settings.ConnectionString);
            configureClientSettings?.Invoke(client);
            return new MongoClient(client);
        });
        builder.Services.AddSingleton(services =>
            services.GetRequiredService<IMongoClient>().GetDatabase(new MongoUrl(settings.ConnectionString).DatabaseName ?? connectionName));
        if (!settings.DisableTracing)
        {
            builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource(MongoTelemetry.ActivitySourceName));
        }

        if (!settings.DisableHealthChecks)
        {
            builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
                HealthCheckName,
                services => ActivatorUtilities.CreateInstance<MongoDBHealthCheck>(services),
                failureStatus: null,
                tags: null,
                TimeSpan.FromMilliseconds(settings.HealthCheckTimeout ?? DefaultHealthCheckTimeout)));
        }
    }
}
