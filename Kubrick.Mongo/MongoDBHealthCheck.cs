using Microsoft.Extensions.Diagnostics.HealthChecks;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Mongo;

/// <summary>Sends a ping to the database.</summary>
internal sealed class MongoDBHealthCheck(IMongoDatabase database) : IHealthCheck
{
    private static readonly BsonDocumentCommand<BsonDocument> Ping = new(new BsonDocument("ping", 1));

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await database.RunCommandAsync(Ping, cancellationToken: cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
