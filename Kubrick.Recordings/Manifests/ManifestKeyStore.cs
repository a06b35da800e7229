using Kubrick.Manifests;
using Kubrick.Manifests.Signing;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Manifests;

/// <summary>
/// The keys of manifests in the database, shared by all replicas: the private key that is made where no setting names one, and the public half of every key that has
/// ever signed, so that a manifest can still be verified after a rotation.
/// </summary>
internal sealed class ManifestKeyStore(IMongoDatabase database, TimeProvider clock)
{
    public const string Collection = "manifestKeys";

    /// <summary>The id of the document with the private key. Those with public keys have their thumbprints as ids.</summary>
    public const string GeneratedId = "generated";

    private const int MaxPublished = 1000;

    private static readonly FilterDefinitionBuilder<BsonDocument> Where = Builders<BsonDocument>.Filter;

    private readonly IMongoCollection<BsonDocument> keys = database.GetCollection<BsonDocument>(Collection);

    /// <summary>The generated private key; makes it if there is none. Of replicas that start together, the first insert wins.</summary>
    public async Task<SigningKey> FindOrMakeAsync(CancellationToken cancellationToken)
    {
        if (await FindGeneratedAsync(cancellationToken) is { } found)
        {
            return found;
        }

        var made = SigningKey.Create();
        try
        {
            var document = new BsonDocument
            {
                ["_id"] = GeneratedId,
                ["privateKey"] = new BsonBinaryData(made.Export()),
                ["createdAt"] = clock.GetUtcNow().UtcDateTime,
            };
            await keys.InsertOneAsync(document, cancellationToken: cancellationToken);
            return made;
        }
        catch (MongoWriteException exception) when (exception.WriteError.Category == ServerErrorCategory.DuplicateKey)
        {
            made.Dispose();
            return await FindGeneratedAsync(cancellationToken) ?? throw new ManifestException("The key of manifests was removed while it was read.");
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <summary>Publishes a key, once.</summary>
    public async Task PublishAsync(PublicKey key, CancellationToken cancellationToken)
    {
        var json = key.ToJson();
        var document = new BsonDocument { ["_id"] = key.Thumbprint, ["x"] = json.X, ["y"] = json.Y, ["createdAt"] = clock.GetUtcNow().UtcDateTime };
        try
        {
            await keys.InsertOneAsync(document, cancellationToken: cancellationToken);
        }
        catch (MongoWriteException exception) when (exception.WriteError.Category == ServerErrorCategory.DuplicateKey)
        {
            // It was published by an earlier start, or by another replica.
        }
    }

    /// <summary>The published keys, the newest first. Never reads a private key.</summary>
    public async Task<IReadOnlyList<PublicKey>> FindPublishedAsync(CancellationToken cancellationToken)
    {
        var found = await keys.Find(Where.Ne("_id", GeneratedId))
            .Project(Builders<BsonDocument>.Projection.Include("x").Include("y"))
            .Sort(Builders<BsonDocument>.Sort.Descending("createdAt"))
            .Limit(MaxPublished)
            .ToListAsync(cancellationToken);
        return [.. found.Select(ToKey).OfType<PublicKey>()];
    }

    private static PublicKey? ToKey(BsonDocument document) => PublicKey.Of(new JsonWebKey { Kty = "EC", Crv = "P-256", X = Text(document, "x"), Y = Text(document, "y") });

    private static string? Text(BsonDocument document, string name) => (document.GetValue(name, BsonNull.Value) as BsonString)?.Value;

    private async Task<SigningKey?> FindGeneratedAsync(CancellationToken cancellationToken)
    {
        var found = await keys.Find(Where.Eq("_id", GeneratedId)).FirstOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return null;
        }

        return found.GetValue("privateKey", BsonNull.Value) is BsonBinaryData { Bytes: var key }
            ? SigningKey.Import(key)
            : throw new ManifestException($"The document '{GeneratedId}' of the collection {Collection} has no private key.");
    }
}
