using System.Security.Cryptography;
using MongoDB.Bson;

namespace Kubrick.Recordings.Database;

/// <summary>
/// The id under which clients see a document. An ObjectId is itself, a string of 24 hex digits is the ObjectId of these digits, and any other id is hashed. The
/// fill-in stores such a document again under its public id.
/// </summary>
internal static class PublicIds
{
    private const int Length = 12;

    public static ObjectId Of(BsonValue storedId) => storedId switch
    {
        BsonObjectId id => id.Value,
        BsonString { Value: var text } when text.Length == 2 * Length && ObjectId.TryParse(text, out var id) => id,
        _ => Hash(storedId),
    };

    /// <summary>An id that depends only on the stored one.</summary>
    public static ObjectId Hash(BsonValue storedId) =>
        new(SHA256.HashData(new BsonDocument("_id", storedId).ToBson()).AsSpan(0, Length).ToArray());
}
