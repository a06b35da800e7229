using System.Text.RegularExpressions;
using Kubrick.Recordings.Documents;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Database;

/// <summary>
/// The joined hashes of the parts of originals. They are stored under their digest before the recording refers to them, and never change, so a repeated or concurrent
/// completion does no harm.
/// </summary>
internal sealed class PartHashStore(IMongoDatabase database)
{
    private readonly IMongoCollection<BsonDocument> collection = database.GetCollection<BsonDocument>("partHashes");

    public async Task SaveAsync(ObjectId recordingId, byte[] digests, CancellationToken cancellationToken)
    {
        var document = new BsonDocument { ["_id"] = IdOf(recordingId, PartHashFacts.DigestOf(digests)), ["digests"] = new BsonBinaryData(digests) };
        try
        {
            await collection.InsertOneAsync(document, cancellationToken: cancellationToken);
        }
        catch (MongoWriteException exception) when (exception.WriteError.Category == ServerErrorCategory.DuplicateKey)
        {
            // The same hashes: a repeated completion.
        }
    }

    /// <summary>The joined hashes that a recording refers to; null where they are gone or damaged.</summary>
    public async Task<byte[]?> FindAsync(ObjectId recordingId, PartHashFacts facts, CancellationToken cancellationToken)
    {
        var found = await collection.Find(Builders<BsonDocument>.Filter.Eq("_id", IdOf(recordingId, facts.Digest))).FirstOrDefaultAsync(cancellationToken);
        return found is not null && found.TryGetValue("digests", out var value) && value is BsonBinaryData { Bytes: var digests } && PartHashFacts.DigestOf(digests) == facts.Digest
            ? digests
            : null;
    }

    /// <summary>Removes all hashes of a recording, those of earlier uploads included.</summary>
    public Task RemoveAsync(ObjectId recordingId, CancellationToken cancellationToken) =>
        collection.DeleteManyAsync(Builders<BsonDocument>.Filter.Regex("_id", new BsonRegularExpression($"^{Regex.Escape(recordingId.ToString())}/")), cancellationToken);

    private static string IdOf(ObjectId recordingId, string digest) => $"{recordingId}/{digest}";
}
