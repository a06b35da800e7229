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

    /// <summary>One <c>key=value</c> per key on the top level of the metadata; the scalars of an array are separated by line breaks. The key keeps its case.</summary>
    public static IReadOnlyList<string> FieldsOf(Recording recording)
    {
        var fields = new List<string>();
        var left = MaxText;
        foreach (var (key, values) in Values(recording.Metadata).Take(MaxFields))
        {
            var field = $"{key}={FoldedText.Of(string.Join('\n', values))}".Cut(left);
            fields.Add(field);
            left -= field.Length;
        }

        return fields;
    }

    /// <summary>The keys on the top level of the metadata that have a field.</summary>
    public static IEnumerable<string> KeysOf(BsonDocument? metadata) => Values(metadata).Take(MaxFields).Select(pair => pair.Key);

    private static IEnumerable<KeyValuePair<string, List<string>>> Values(BsonDocument? metadata) =>
        from element in metadata ?? []
        let texts = (element.Value is BsonArray array ? array : Enumerable.Repeat(element.Value, 1)).Select(MetadataMap.Text).OfType<string>().ToList()
        where texts.Count > 0
        select KeyValuePair.Create(MetadataKeys.Unescape(element.Name), texts);
}
