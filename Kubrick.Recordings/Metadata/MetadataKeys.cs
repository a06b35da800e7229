using System.Text;
using MongoDB.Bson;

namespace Kubrick.Recordings.Metadata;

/// <summary>
/// Escapes metadata keys. MongoDB reads dots as paths and dollar signs as operators, and a BSON key ends at NUL; a JSON key may contain all of them. They are
/// percent-encoded in the database, and decoded exactly.
/// </summary>
internal static class MetadataKeys
{
    private static readonly System.Buffers.SearchValues<char> Special = System.Buffers.SearchValues.Create("%.$\0");

    public static string Escape(string key)
    {
        if (!key.AsSpan().ContainsAny(Special))
        {
            return key;
        }

        var escaped = new StringBuilder(key.Length + 16);
        foreach (var character in key)
        {
            _ = character switch
            {
                '%' => escaped.Append("%25"),
                '.' => escaped.Append("%2E"),
                '$' => escaped.Append("%24"),
                '\0' => escaped.Append("%00"),
                _ => escaped.Append(character),
            };
        }

        return escaped.ToString();
    }

    /// <summary>A map whose keys are escaped on every level.</summary>
    public static BsonDocument Escape(BsonDocument map)
    {
        var escaped = new BsonDocument();
        foreach (var element in map)
        {
            escaped.Set(Escape(element.Name), Escape(element.Value));
        }

        return escaped;
    }

    public static string Unescape(string key) => key.Contains('%', StringComparison.Ordinal)
        ? key.Replace("%00", "\0", StringComparison.Ordinal)
            .Replace("%24", "$", StringComparison.Ordinal)
            .Replace("%2E", ".", StringComparison.Ordinal)
            .Replace("%25", "%", StringComparison.Ordinal)
        : key;

    private static BsonValue Escape(BsonValue value) => value switch
    {
        BsonDocument map => Escape(map),
        BsonArray array => new BsonArray(array.Select(Escape)),
        _ => value,
    };
}
