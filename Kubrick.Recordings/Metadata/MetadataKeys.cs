using System.Text;

namespace Kubrick.Recordings.Metadata;

/// <summary>
/// Escapes the keys of the free map. MongoDB reads dots as paths and dollars as operators, and a BSON key ends at NUL, but a JSON key may
/// hold all of them: they are percent-encoded on the way in and come back exactly on the way out.
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
