using Kubrick.Recordings.Documents;
using MongoDB.Bson.Serialization;
using MongoDB.Bson.Serialization.Serializers;

namespace Kubrick.Recordings.Database;

/// <summary>Writes recordings as their class map says, and reads them by <see cref="RecordingReader"/>, which never throws.</summary>
internal sealed class RecordingSerializer(BsonClassMapSerializer<Recording> writer) : SerializerBase<Recording>, IBsonDocumentSerializer, IBsonIdProvider
{
    public override Recording Deserialize(BsonDeserializationContext context, BsonDeserializationArgs args)
    {
        using var document = context.Reader.ReadRawBsonDocument();
        return RecordingReader.Read(StoredDocument.Copy(document));
    }

    public override void Serialize(BsonSerializationContext context, BsonSerializationArgs args, Recording value) => writer.Serialize(context, args, value);

    public bool TryGetMemberSerializationInfo(string memberName, out BsonSerializationInfo serializationInfo) =>
        writer.TryGetMemberSerializationInfo(memberName, out serializationInfo);

    public bool GetDocumentId(object document, out object id, out Type idNominalType, out IIdGenerator idGenerator) =>
        writer.GetDocumentId(document, out id, out idNominalType, out idGenerator);

    public void SetDocumentId(object document, object id) => writer.SetDocumentId(document, id);
}
