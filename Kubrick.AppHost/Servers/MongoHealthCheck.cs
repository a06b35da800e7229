using Microsoft.Extensions.Diagnostics.HealthChecks;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.AppHost.Servers;

/// <summary>Healthy when the database answers a ping.</summary>
internal sealed class MongoHealthCheck(IResourceWithConnectionString database) : IHealthCheck, IDisposable
{
    private MongoClient? client;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            if (client is null)
            {
                var settings = MongoClientSettings.FromConnectionString(await database.GetConnectionStringAsync(cancellationToken));
                settings.ServerSelectionTimeout = settings.ConnectTimeout = TimeSpan.FromSeconds(2);
                client = new MongoClient(settings);
            }

            await client.GetDatabase(database.Name).RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1), cancellationToken: cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is MongoException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }

    public void Dispose() => client?.Dispose();
}
