using Kubrick.Recordings.Metadata;
using MongoDB.Bson;

namespace Kubrick.Recordings.Documents;

/// <summary>The texts that <c>filter[search]</c> matches, in lower case. Stored with the document, never read back.</summary>
internal static class SearchTexts
{
    private const int MaxText = 64 * 1024;
    private const int MaxFields = 200;
    private const int MaxField = 1000;

    /// <summary>Title, description, recorder's name and the values of the metadata, one per line.</summary>
    public static string Of(Recording recording)
    {
        var text = string.Join('\n', new[] { recording.Title, recording.Description, recording.RecorderName }
            .Concat(Values(recording.Metadata).Select(pair => pair.Value)));
        return text.Cut(MaxText).ToLowerInvariant();
    }

    /// <summary>One <c>key=value</c> per scalar on the top level of the metadata, and per scalar of an array there. The key keeps its case.</summary>
    public static IReadOnlyList<string> FieldsOf(Recording recording) =>
        [.. Values(recording.Metadata).Take(MaxFields).Select(pair => $"{pair.Key}={pair.Value.ToLowerInvariant()}".Cut(MaxField))];

    private static IEnumerable<KeyValuePair<string, string>> Values(BsonDocument? metadata) =>
        from element in metadata ?? []
        from value in element.Value is BsonArray array ? array : Enumerable.Repeat(element.Value, 1)
        let text = MetadataMap.Text(value)
        where text is not null
        select KeyValuePair.Create(MetadataKeys.Unescape(element.Name), text);
}
