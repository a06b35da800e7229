using Kubrick.Recordings.Documents;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Bson.Serialization.Conventions;
using MongoDB.Bson.Serialization.Serializers;

namespace Kubrick.Recordings.Database;

/// <summary>The BSON form of documents: camelCase, no nulls, dates as dates, enumerations by their wire names.</summary>
internal static class RecordingBson
{
    private static readonly Lazy<bool> Registration = new(Register);

    /// <summary>Registers the form with the driver, once per process.</summary>
    public static void EnsureRegistered() => _ = Registration.Value;

    private static bool Register()
    {
        BsonSerializer.TryRegisterSerializer(new DateTimeOffsetSerializer(BsonType.DateTime));
        BsonSerializer.TryRegisterSerializer(new WireNameSerializer<RecordingStatus>());
        BsonSerializer.TryRegisterSerializer(new WireNameSerializer<PlaybackFormat>());
        BsonSerializer.TryRegisterSerializer(new WireNameSerializer<Shelf>());
        BsonSerializer.TryRegisterSerializer(new WireNameSerializer<ProcessingState>());
        BsonSerializer.TryRegisterSerializer(new FoundIdSerializer());
        var conventions = new ConventionPack
        {
            new CamelCaseElementNameConvention(),
            new IgnoreIfNullConvention(true),
            // Fields of a newer version of the service are ignored here and kept by the store.
            new IgnoreExtraElementsConvention(true),
        };
        ConventionRegistry.Register("Kubrick.Recordings", conventions, type => type.Namespace?.StartsWith("Kubrick.Recordings", StringComparison.Ordinal) == true);
        BsonClassMap.TryRegisterClassMap<Recording>(map =>
        {
            map.AutoMap();
            // Computed fields are stored for the indexes; the driver does not map properties without a setter by itself.
            map.MapProperty(recording => recording.TitleFolded).SetElementName("titleFolded");
            map.MapProperty(recording => recording.RecorderNameFolded).SetElementName("recorderNameFolded");
            map.MapProperty(recording => recording.MetadataTerms).SetElementName("metadataTerms");
            map.MapProperty(recording => recording.SearchText).SetElementName("searchText");
            map.MapProperty(recording => recording.SearchFields).SetElementName("searchFields");
            map.MapProperty(recording => recording.SearchTerms).SetElementName("searchTerms");
            map.MapProperty(recording => recording.Shelf).SetElementName("shelf");
            map.MapProperty(recording => recording.ListedStatus).SetElementName("listedStatus");
            map.MapProperty(recording => recording.SchemaVersion).SetElementName("schemaVersion");
            // What the reader knows about the stored document, not part of it.
            map.UnmapProperty(recording => recording.StoredStatus);
            map.UnmapProperty(recording => recording.IsFilled);
            map.UnmapProperty(recording => recording.Defects);
        });
        BsonClassMap.TryRegisterClassMap<OutboxEvent>(map => map.AutoMap());
        BsonClassMap.TryRegisterClassMap<DeletionProgress>(map => map.AutoMap());
        BsonClassMap.TryRegisterClassMap<StorageCopy>(map => map.AutoMap());
        BsonSerializer.TryRegisterSerializer(new RecordingSerializer(new BsonClassMapSerializer<Recording>(BsonClassMap.LookupClassMap(typeof(Recording)))));
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
                : throw new FormatException($"'{name}' is not a {typeof(T).Name}.");
    }
}
