using Kubrick.Recordings.Documents;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Bson.Serialization.Conventions;
using MongoDB.Bson.Serialization.Serializers;

namespace Kubrick.Recordings.Database;

/// <summary>How documents are written: camelCase, no nulls, dates as dates, enumerations by their wire names.</summary>
internal static class RecordingBson
{
    private static readonly Lazy<bool> Registration = new(Register);

    /// <summary>Tells the driver, once a process.</summary>
    public static void EnsureRegistered() => _ = Registration.Value;

    private static bool Register()
    {
        BsonSerializer.TryRegisterSerializer(new DateTimeOffsetSerializer(BsonType.DateTime));
        BsonSerializer.TryRegisterSerializer(new WireNameSerializer<RecordingStatus>());
        BsonSerializer.TryRegisterSerializer(new WireNameSerializer<PlaybackFormat>());
        BsonSerializer.TryRegisterSerializer(new WireNameSerializer<Shelf>());
        var conventions = new ConventionPack
        {
            new CamelCaseElementNameConvention(),
            new IgnoreIfNullConvention(true),
            // A newer version may have stored fields that this one does not know; the store leaves them where they are.
            new IgnoreExtraElementsConvention(true),
        };
        ConventionRegistry.Register("Kubrick.Recordings", conventions, type => type.Namespace?.StartsWith("Kubrick.Recordings", StringComparison.Ordinal) == true);
        BsonClassMap.TryRegisterClassMap<Recording>(map =>
        {
            map.AutoMap();
            // What is computed is stored for the indexes, but has no setter, so the driver does not map it by itself.
            map.MapProperty(recording => recording.TitleFolded).SetElementName("titleFolded");
            map.MapProperty(recording => recording.RecorderNameFolded).SetElementName("recorderNameFolded");
            map.MapProperty(recording => recording.MetadataTerms).SetElementName("metadataTerms");
            map.MapProperty(recording => recording.Shelf).SetElementName("shelf");
        });
        BsonClassMap.TryRegisterClassMap<OutboxEvent>(map => map.AutoMap());
        BsonClassMap.TryRegisterClassMap<DeletionProgress>(map => map.AutoMap());
        return true;
    }

    private sealed class WireNameSerializer<T> : StructSerializerBase<T>
        where T : struct, Enum
    {
        public override void Serialize(BsonSerializationContext context, BsonSerializationArgs args, T value) =>
            context.Writer.WriteString(WireNames<T>.Of(value));

        public override T Deserialize(BsonDeserializationContext context, BsonDeserializationArgs args) =>
            context.Reader.ReadString() is var name && WireNames<T>.Find(name) is { } value
                ? value
                : throw new FormatException($"'{name}' is no {typeof(T).Name}.");
    }
}
