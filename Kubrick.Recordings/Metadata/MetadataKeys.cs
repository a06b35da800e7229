using System.Text;

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

    public static string Unescape(string key) => key.Contains('%', StringComparison.Ordinal)
        ? key.Replace("%00", "\0", StringComparison.Ordinal)
            .Replace("%24", "$", StringComparison.Ordinal)
            .Replace("%2E", ".", StringComparison.Ordinal)
            .Replace("%25", "%", StringComparison.Ordinal)
        : key;
}
