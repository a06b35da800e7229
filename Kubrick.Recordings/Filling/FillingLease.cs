using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Filling;

/// <summary>
/// Lets one replica fill in. It only avoids double work: every write of a fill-in is conditional, so an owner whose lease expired unnoticed does no harm.
/// </summary>
internal sealed class FillingLease(IMongoDatabase database, TimeProvider clock)
{
    public const string Collection = "leases";
    public const string Id = "recordings/filling";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly IMongoCollection<BsonDocument> leases = database.GetCollection<BsonDocument>(Collection);
    private readonly string owner = Guid.NewGuid().ToString("N");

    /// <summary>Takes or renews the lease; false where another replica owns it.</summary>
    public async Task<bool> TakeAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var where = Builders<BsonDocument>.Filter;
        var free = where.Eq("_id", Id) & (where.Eq("owner", owner) | where.Lte("expiresAt", now));
        var update = Builders<BsonDocument>.Update.Set("owner", owner).Set("expiresAt", now + Lifetime);
        try
        {
            await leases.UpdateOneAsync(free, update, new UpdateOptions { IsUpsert = true }, cancellationToken);
            return true;
        }
        catch (MongoWriteException exception) when (exception.WriteError.Category == ServerErrorCategory.DuplicateKey)
        {
            return false;
        }
    }

    /// <summary>Releases the lease, so that another replica need not wait until it expires.</summary>
    public Task ReleaseAsync(CancellationToken cancellationToken) =>
        leases.DeleteOneAsync(Builders<BsonDocument>.Filter.Eq("_id", Id) & Builders<BsonDocument>.Filter.Eq("owner", owner), cancellationToken);
}
