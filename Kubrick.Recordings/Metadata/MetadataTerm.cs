using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MongoDB.Bson;

namespace Kubrick.Recordings.Metadata;

/// <summary>
/// One term of fixed size per scalar on the top level of the metadata, and per scalar of an array there. A single index on the terms serves
/// <c>filter[metadata.KEY]=value</c> for every key, and no value is too long for it.
/// </summary>
internal static class MetadataTerm
{
    private const int TermBytes = 16;

    // Documents of other systems may have more.
    private const int MaxTerms = 1000;

    public static IReadOnlyList<string> AllOf(BsonDocument? metadata) => metadata is null
        ? []
        : [.. (from element in metadata
               from item in element.Value is BsonArray array ? array : Enumerable.Repeat(element.Value, 1)
               let text = MetadataMap.Text(item)
               where text is not null
               select Of(MetadataKeys.Unescape(element.Name), text)).Take(MaxTerms).Distinct()];

    /// <summary>The term of one key and value. A string and a number of the same spelling have the same term.</summary>
    public static string Of(string key, string value)
    {
        // The length distinguishes ("ab", "c") from ("a", "bc").
        var text = string.Create(CultureInfo.InvariantCulture, $"{key.Length}:{key}{value}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, TermBytes));
    }
}
