using Kubrick.Recordings.Metadata;
using MongoDB.Bson;

namespace Kubrick.Recordings.Documents;

/// <summary>The folded texts that <c>filter[search]</c> matches. Stored with the document, never read back.</summary>
internal static class SearchTexts
{
    // No recording that this service accepts has more; documents of other systems may.
    private const int MaxText = 128 * 1024;
    private const int MaxFields = 1000;

    /// <summary>Title, description, recorder's name and the values of the metadata, one per line.</summary>
    public static string Of(Recording recording) => FoldedText.Of(string.Join('\n', new[] { recording.Title, recording.Description, recording.RecorderName }
        .Concat(Values(recording.Metadata).SelectMany(pair => pair.Value)).OfType<string>()).Cut(MaxText));

    /// <summary>One <c>key=value</c> per key on the top level of the metadata; several scalars, of an array or a map, are separated by line breaks. The key keeps its case.</summary>
    public static IReadOnlyList<string> FieldsOf(Recording recording) => [.. FieldTextsOf(recording.Metadata).Select(field => $"{field.Key}={field.Value}")];

    /// <summary>The keys on the top level of the metadata that have a field, and their folded values.</summary>
    public static IEnumerable<KeyValuePair<string, string>> FieldTextsOf(BsonDocument? metadata)
    {
        var left = MaxText;
        foreach (var (key, values) in Values(metadata).Take(MaxFields))
        {
            var text = FoldedText.Of(string.Join('\n', values)).Cut(Math.Max(0, left - key.Length - 1));
            left -= key.Length + 1 + text.Length;
            yield return new(key, text);
        }
    }

    private static IEnumerable<KeyValuePair<string, List<string>>> Values(BsonDocument? metadata) =>
        from element in metadata ?? []
        let texts = Scalars(element.Value).Select(MetadataMap.Text).OfType<string>().ToList()
        where texts.Count > 0
        select KeyValuePair.Create(MetadataKeys.Unescape(element.Name), texts);

    private static IEnumerable<BsonValue> Scalars(BsonValue value) => value switch
    {
        BsonDocument map => map.Values.SelectMany(Scalars),
        BsonArray array => array.SelectMany(Scalars),
        _ => [value],
    };
}
