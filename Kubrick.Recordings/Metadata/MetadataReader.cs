using System.Text;
using System.Text.Json;
using Kubrick.ServiceDefaults.Requests;
using MongoDB.Bson;

namespace Kubrick.Recordings.Metadata;

/// <summary>Reads metadata from a body and checks its limits (<c>docs/recordings.md</c>, Metadata).</summary>
internal sealed class MetadataReader
{
    public const int MaxTopLevelKeys = 100;
    public const int MaxKeys = 1000;
    public const int MaxBytes = 64 * 1024;
    public const int MaxDepth = 8;
    public const int MaxKeyLength = 256;

    private int keys;

    /// <summary>The stored form; null where the field is absent, null or invalid. <paramref name="fields"/> collects the errors.</summary>
    public static BsonDocument? Read(FieldReader fields, string name)
    {
        if (fields.Value(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            fields.Add(name, $"'{name}' must be an object.");
            return null;
        }

        try
        {
            return new MetadataReader().ReadMap(value);
        }
        catch (MetadataException refusal)
        {
            fields.Add(name, $"'{name}' {refusal.Message}");
            return null;
        }
    }

    private BsonDocument ReadMap(JsonElement map)
    {
        if (map.GetPropertyCount() > MaxTopLevelKeys)
        {
            throw new MetadataException($"may have at most {MaxTopLevelKeys} keys on its top level.");
        }

        if (Encoding.UTF8.GetByteCount(map.GetRawText()) > MaxBytes)
        {
            throw new MetadataException($"may have at most {MaxBytes / 1024} KiB as JSON.");
        }

        return ReadObject(map, 1);
    }

    private BsonDocument ReadObject(JsonElement source, int depth)
    {
        if ((keys += source.GetPropertyCount()) > MaxKeys)
        {
            throw new MetadataException($"may have at most {MaxKeys} keys in all.");
        }

        var document = new BsonDocument();
        foreach (var property in source.EnumerateObject())
        {
            var key = Text(() => property.Name);
            if (key.Length > MaxKeyLength)
            {
                throw new MetadataException($"may have keys of at most {MaxKeyLength} characters.");
            }

            document.Set(MetadataKeys.Escape(key), ReadValue(property.Value, depth));
        }

        return document;
    }

    private BsonValue ReadValue(JsonElement value, int depth) => value.ValueKind switch
    {
        JsonValueKind.Object or JsonValueKind.Array when depth >= MaxDepth => throw new MetadataException($"may nest at most {MaxDepth} levels."),
        JsonValueKind.Object => ReadObject(value, depth + 1),
        JsonValueKind.Array => new BsonArray(value.EnumerateArray().Select(item => ReadValue(item, depth + 1))),
        JsonValueKind.String => new BsonString(Text(() => value.GetString()!)),
        JsonValueKind.Number => ExactNumber.Read(value) ?? throw new MetadataException("contains a number that cannot be stored exactly; send it as a string."),
        JsonValueKind.True => BsonBoolean.True,
        JsonValueKind.False => BsonBoolean.False,
        _ => BsonNull.Value,
    };

    private static string Text(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            throw new MetadataException("contains invalid Unicode.");
        }
    }

    private sealed class MetadataException(string message) : Exception(message);
}
