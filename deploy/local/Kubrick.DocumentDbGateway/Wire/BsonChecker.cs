using System.Buffers.Binary;
using Kubrick.DocumentDbGateway.Errors;
using MongoDB.Bson;

namespace Kubrick.DocumentDbGateway.Wire;

/// <summary>Validates documents including nested ones.</summary>
internal static class BsonChecker
{
    /// <summary>Validates a document that fills the bytes exactly.</summary>
    /// <exception cref="MongoException"><see cref="MongoErrorCode.InvalidBSON"/>.</exception>
    public static void Check(ReadOnlySpan<byte> document) => Check(document, WireLimits.Depth);

    /// <summary>Validates documents that follow one another; none may be larger than MongoDB stores.</summary>
    /// <returns>The number of documents.</returns>
    /// <exception cref="MongoException"><see cref="MongoErrorCode.InvalidBSON"/> or <see cref="MongoErrorCode.BSONObjectTooLarge"/>.</exception>
    public static int CheckSequence(ReadOnlySpan<byte> documents)
    {
        var count = 0;
        for (; !documents.IsEmpty; count++)
        {
            var length = documents.Length < 4 ? 0 : BinaryPrimitives.ReadInt32LittleEndian(documents);
            if (length < 5 || length > documents.Length)
            {
                throw new MongoException(MongoErrorCode.InvalidBSON, "Invalid BSON: a document in a sequence has a wrong length.");
            }

            if (length > WireLimits.Command)
            {
                throw new MongoException(MongoErrorCode.BSONObjectTooLarge, $"A document of {length} bytes is larger than {WireLimits.Document}.");
            }

            Check(documents[..length]);
            documents = documents[length..];
        }

        return count;
    }

    private static void Check(ReadOnlySpan<byte> document, int depth)
    {
        if (depth == 0)
        {
            throw new MongoException(MongoErrorCode.InvalidBSON, $"Documents are nested more than {WireLimits.Depth} deep.");
        }

        var elements = new BsonElements(document);
        while (elements.MoveNext())
        {
            if (BsonElements.IsContainer(elements.Type))
            {
                Check(elements.Value, depth - 1);
            }
            else if (elements.Type == BsonType.JavaScriptWithScope)
            {
                Check(BsonElements.Scope(elements.Value), depth - 1);
            }
        }
    }
}
