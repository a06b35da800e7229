using System.Text.RegularExpressions;

namespace Kubrick.Recordings.Listing;

/// <summary>
/// The grammar of <c>filter[search]</c>: words, which all have to match, and <c>key=value</c>, <c>key="a value"</c> or <c>key='a value'</c>, which ask one metadata
/// field. Text is matched literally, and a part of a word is enough.
/// </summary>
/// <param name="Words">In lower case.</param>
/// <param name="Fields">Keys as typed, values in lower case.</param>
internal sealed partial record SearchTerms(IReadOnlyList<string> Words, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    public const int MaxTerms = 20;

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

    [GeneratedRegex("""(?<key>[^\s="']+)=(?:"(?<value>[^"]+)"|'(?<value>[^']+)'|(?<value>\S+))|\S+""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Tokens();
}
