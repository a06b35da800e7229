using System.Buffers.Binary;
using System.Security.Cryptography;
using MongoDB.Bson;
using MongoDB.Bson.IO;

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
        new(SHA256.HashData(storedId is RawBsonDocument document ? Wrap(document.Slice) : new BsonDocument("_id", storedId).ToBson()).AsSpan(0, Length).ToArray());

    // The same bytes as those of the other branch, without reading what the document contains.
    private static byte[] Wrap(IByteBuffer document)
    {
        const int Before = sizeof(int) + 5;
        var bytes = new byte[Before + document.Length + 1];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, bytes.Length);
        bytes[sizeof(int)] = (byte)BsonType.Document;
        "_id"u8.CopyTo(bytes.AsSpan(sizeof(int) + 1));
        document.GetBytes(0, bytes, Before, document.Length);
        return bytes;
    }
}
