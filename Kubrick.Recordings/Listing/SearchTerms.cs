using System.Text.RegularExpressions;
using Kubrick.Recordings.Documents;
using MongoDB.Bson;

namespace Kubrick.Recordings.Listing;

/// <summary>
/// The grammar of <c>filter[search]</c>: words, which all have to match, and <c>key=value</c>, <c>key="a value"</c> or <c>key='a value'</c>, which ask one metadata
/// field. Text is matched literally, and a part of a word is enough; a word of one or two characters matches the beginning of words.
/// </summary>
/// <param name="Words">As typed, in lower case.</param>
/// <param name="Fields">As typed, values in lower case.</param>
internal sealed partial record SearchTerms(IReadOnlyList<string> Words, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    public const int MaxTerms = 20;

    /// <summary>Folded words that are compared with the text.</summary>
    private IEnumerable<string> Parts => Words.Select(FoldedText.Of).Where(word => word.Length >= SearchIndex.GramLength);

    /// <summary>Folded words that only the index knows.</summary>
    private IEnumerable<string> Beginnings => IsOfMarks ? [""] : Words.Select(FoldedText.Of).Where(word => word.Length is > 0 and < SearchIndex.GramLength);

    /// <summary>Whether nothing is left of the search without its accents: it finds nothing, because no term of the index is empty, rather than everything.</summary>
    private bool IsOfMarks => Fields.Count == 0 && Words.All(word => FoldedText.Of(word).Length == 0);

    /// <summary>Reads a search; null where it has no term.</summary>
    public static SearchTerms? Read(string text)
    {
        var words = new List<string>();
        var fields = new List<KeyValuePair<string, string>>();
        foreach (Match token in Tokens().Matches(text))
        {
            if (token.Groups["key"] is { Success: true } key)
            {
                fields.Add(new(key.Value, token.Groups["value"].Value.ToLowerInvariant()));
            }
            else
            {
                words.Add(token.Value.ToLowerInvariant());
            }
        }

        return words.Count + fields.Count == 0 ? null : new SearchTerms(words, fields);
    }

    /// <summary>The terms that a match has in the index.</summary>
    public IEnumerable<BsonValue> IndexTerms(Shelf shelf) =>
    [
        .. Beginnings.Select(word => new BsonString(SearchIndex.Beginning(shelf, word))),
        .. Parts.SelectMany(word => SearchIndex.OfPart(shelf, word)),
        .. Fields.SelectMany(field => SearchIndex.OfField(shelf, field.Key, FoldedText.Of(field.Value))),
    ];

    /// <summary>The conditions that decide whether a document matches, without the index.</summary>
    public IEnumerable<BsonDocument> Conditions(Shelf shelf) =>
    [
        .. Parts.Select(word => new BsonDocument("searchText", new BsonRegularExpression(Regex.Escape(word)))),
        // A dot does not match a line break, and a group would exhaust the stack of the matcher.
        .. Fields.Select(field => new BsonDocument("searchFields", new BsonRegularExpression($"^{Regex.Escape(field.Key)}=[\\s\\S]*{Regex.Escape(FoldedText.Of(field.Value))}"))),
        // Another key may begin with this one and the character that separates them from their values.
        .. Fields.Select(field => Has(SearchIndex.OfKey(shelf, field.Key))),
        .. Beginnings.Select(word => Has(SearchIndex.Beginning(shelf, word))),
    ];

    /// <summary>The same decision for a recording.</summary>
    public bool IsMatch(Recording recording)
    {
        var text = recording.SearchText;
        var fields = SearchTexts.FieldTextsOf(recording.Metadata).ToList();
        return Parts.All(word => text.Contains(word, StringComparison.Ordinal))
            && Fields.All(field => fields.Any(found => found.Key == field.Key && found.Value.Contains(FoldedText.Of(field.Value), StringComparison.Ordinal)))
            && (!Beginnings.Any() || Beginnings.Select(word => new BsonString(SearchIndex.Beginning(recording.Shelf, word))).All(recording.SearchTerms.Contains));
    }

    // As an expression: no index serves it, so a scan in the order of the list stays one.
    private static BsonDocument Has(BsonValue term) => new("$expr", new BsonDocument("$and", new BsonArray
    {
        new BsonDocument("$isArray", "$searchTerms"),
        new BsonDocument("$in", new BsonArray { new BsonDocument("$literal", term), "$searchTerms" }),
    }));

    [GeneratedRegex("""(?<key>[^\s="']+)=(?:"(?<value>[^"]+)"|'(?<value>[^']+)'|(?<value>\S+))|\S+""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Tokens();
}
