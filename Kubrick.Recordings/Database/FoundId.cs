using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Bson.Serialization.Serializers;

namespace Kubrick.Recordings.Database;

/// <summary>The id of a found document; null where it is no ObjectId. Unlike a <see cref="BsonDocument"/>, it can be read whatever the stored id is.</summary>
internal readonly record struct FoundId(ObjectId? Value)
{
    public static BsonDocument Projection { get; } = new("_id", 1);
}

/// <summary>Reads what <see cref="FoundId.Projection"/> leaves of a document.</summary>
internal sealed class FoundIdSerializer : StructSerializerBase<FoundId>
{
    public override FoundId Deserialize(BsonDeserializationContext context, BsonDeserializationArgs args)
    {
        using var document = context.Reader.ReadRawBsonDocument();
        return new FoundId(StoredDocument.ContentOf(StoredDocument.Copy(document), "_id"u8) is (BsonType.ObjectId, { } id) ? new ObjectId(id) : null);
    }
}
