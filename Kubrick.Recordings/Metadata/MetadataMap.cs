using System.Text.Json;
using System.Text.Json.Serialization;
using MongoDB.Bson;

namespace Kubrick.Recordings.Metadata;

/// <summary>Stored metadata, written as the JSON that it was read from. Null is written as <c>{}</c>.</summary>
[JsonConverter(typeof(Writer))]
internal readonly record struct MetadataMap(BsonDocument? Stored)
{
    /// <summary>The text of a scalar as in <c>filter[metadata.KEY]</c>, and as clients see it; null where the value is not a scalar.</summary>
    public static string? Text(BsonValue value) => value switch
    {
        BsonString text => text.Value,
        BsonDocument or BsonArray => null,
        _ => JsonText(value),
    };

    private static string JsonText(BsonValue value)
    {
        var json = JsonSerializer.Serialize(new Scalar(value));
        // What JSON does not have is written as a string.
        return json[0] == '"' ? value.ToString()! : json;
    }

    private static void Write(Utf8JsonWriter json, BsonValue value)
    {
        switch (value)
        {
            case BsonDocument map:
                json.WriteStartObject();
                foreach (var element in map)
                {
                    json.WritePropertyName(MetadataKeys.Unescape(element.Name));
                    Write(json, element.Value);
                }

                json.WriteEndObject();
                break;
            case BsonArray array:
                json.WriteStartArray();
                foreach (var item in array)
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            case BsonInt32 or BsonInt64:
                json.WriteNumberValue(value.ToInt64());
                break;
            case BsonDouble real when double.IsFinite(real.Value):
                json.WriteNumberValue(real.Value);
                break;
            case BsonDecimal128 precise when !Decimal128.IsInfinity(precise.Value) && !Decimal128.IsNaN(precise.Value):
                json.WriteRawValue(precise.Value.ToString());
                break;
            case BsonBoolean truth:
                json.WriteBooleanValue(truth.Value);
                break;
            case BsonNull:
                json.WriteNullValue();
                break;
            default:
                json.WriteStringValue(value.ToString());
                break;
        }
    }

    private sealed class Writer : JsonConverter<MetadataMap>
    {
        public override MetadataMap Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Bodies are read by MetadataReader, which checks the limits.");

        public override void Write(Utf8JsonWriter writer, MetadataMap value, JsonSerializerOptions options) =>
            MetadataMap.Write(writer, value.Stored ?? []);
    }

    [JsonConverter(typeof(ScalarWriter))]
    private readonly record struct Scalar(BsonValue Value);

    private sealed class ScalarWriter : JsonConverter<Scalar>
    {
        public override Scalar Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Scalar value, JsonSerializerOptions options) => MetadataMap.Write(writer, value.Value);
    }
}
