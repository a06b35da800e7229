using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Kubrick.Storage.Keys;

/// <summary>A pattern of keys or names: fixed text and named placeholders. It reads exactly the names that it writes, so every object has one name.</summary>
internal sealed partial class KeyPattern
{
    /// <summary>A prefix leaves room for the longest name.</summary>
    private const int LongestPrefix = ObjectKey.LongestKey - ObjectKey.LongestSegment;

    private readonly KeyPlaceholder[] placeholders;
    private readonly CompositeFormat format;
    private readonly Regex reader;

    private KeyPattern(string text, KeyPlaceholder[] placeholders)
    {
        Text = text;
        this.placeholders = placeholders;
        var (formatText, readerText, used) = (new StringBuilder(), new StringBuilder(), new HashSet<KeyPlaceholder>());
        foreach (Match piece in Piece().Matches(text))
        {
            if (piece.Groups["fixed"] is { Success: true } literal)
            {
                formatText.Append(literal.ValueSpan);
                readerText.Append(Regex.Escape(literal.Value));
                continue;
            }

            var index = Array.FindIndex(placeholders, allowed => allowed.Name == piece.Groups["name"].Value);
            Require(index >= 0, $"'{piece.Value}' is not one of its placeholders: {(placeholders.Length == 0 ? "it has none" : Names(placeholders))}");
            var (placeholder, zeros) = (placeholders[index], piece.Groups["zeros"].Length);
            Require(used.Add(placeholder), $"it contains {{{placeholder.Name}}} twice");
            Require(zeros == 0 || (!placeholder.IsText && !placeholder.IsDate), $"{{{placeholder.Name}}} takes no format");
            Require(zeros <= placeholder.Longest, $"the format of {{{placeholder.Name}}} has more than {placeholder.Longest} zeros");
            Require(placeholder.IsDate || IsSeparated(text, piece.Index + piece.Length), $"after {{{placeholder.Name}}} must follow '-', '_', '.', '/' or nothing");

            var width = placeholder.IsDate ? placeholder.Longest : Math.Max(zeros, 1);
            formatText.Append(CultureInfo.InvariantCulture, $"{{{index}{(placeholder.IsText ? "" : ":" + new string('0', width))}}}");
            readerText.Append(CultureInfo.InvariantCulture, $"(?<{placeholder.Name}>{(placeholder.IsText ? "[A-Za-z0-9]" : "[0-9]")}{{{width},{placeholder.Longest}}})");
        }

        var missing = placeholders.Where(placeholder => !placeholder.IsDate && !used.Contains(placeholder)).ToArray();
        Require(missing.Length == 0, $"it must contain {Names(missing)}");
        format = CompositeFormat.Parse(formatText.ToString());
        reader = new Regex($@"\A{readerText}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        Longest = Write([.. placeholders.Select(placeholder => placeholder.LongestValue)]);
    }

    /// <summary>The pattern as it was configured.</summary>
    public string Text { get; }

    /// <summary>The longest key or name that it writes.</summary>
    public string Longest { get; }

    /// <summary>The pattern of one object's key.</summary>
    /// <exception cref="FormatException">The pattern is wrong; the message says why.</exception>
    public static KeyPattern OfKey(string text, params KeyPlaceholder[] placeholders)
    {
        var pattern = new KeyPattern(text, placeholders);
        RequireKey(pattern.Longest);
        return pattern;
    }

    /// <summary>The pattern of the prefix that the keys of one recording's objects start with; it ends with a slash.</summary>
    /// <exception cref="FormatException">The pattern is wrong; the message says why.</exception>
    public static KeyPattern OfPrefix(string text)
    {
        Require(text.EndsWith('/'), "it must end with a slash");
        var pattern = new KeyPattern(text, [KeyPlaceholder.Id]);
        RequireKey(pattern.Longest[..^1]);
        // Deleting every key that starts with one recording's prefix must never delete another's.
        Require(text.Split('/').Contains("{id}", StringComparer.Ordinal), "{id} must be a whole segment of it, as in 'streams/{id}/'");
        Require(pattern.Longest.Length <= LongestPrefix, $"it may become longer than {LongestPrefix} characters");
        return pattern;
    }

    /// <summary>The pattern of an object's name after a prefix.</summary>
    /// <exception cref="FormatException">The pattern is wrong; the message says why.</exception>
    public static KeyPattern OfName(string text, params KeyPlaceholder[] placeholders)
    {
        Require(!text.Contains('/', StringComparison.Ordinal), "it must not contain a slash");
        return OfKey(text, placeholders);
    }

    /// <summary>
    /// Whether a key of one pattern may be a key of the other or lie below it: no segment differs in anything but numbers and what follows
    /// <c>{extension}</c>. The id counts as fixed text: it is the same in the keys of one recording only.
    /// </summary>
    public static bool KeysCollide(string one, string other) => Segments(one).Zip(Segments(other)).All(pair =>
        pair.First.StartsWith(pair.Second, StringComparison.Ordinal) || pair.Second.StartsWith(pair.First, StringComparison.Ordinal));

    /// <summary>Whether two patterns of names, or fixed names, differ in nothing but numbers.</summary>
    public static bool NamesCollide(string one, string other) => WithoutNumbers(one) == WithoutNumbers(other);

    /// <summary>Writes a key or a name. The values have the order of the placeholders that the pattern was created with.</summary>
    /// <exception cref="ArgumentException">A key cannot contain a value.</exception>
    public string Write(params ReadOnlySpan<object> values)
    {
        for (var index = 0; index < placeholders.Length; index++)
        {
            placeholders[index].Check(values[index]);
        }

        return string.Format(CultureInfo.InvariantCulture, format, values);
    }

    /// <summary>The numbers in a name, in the order of the placeholders; null for a name that the pattern does not write.</summary>
    public long[]? ReadNumbers(string name)
    {
        if (reader.Match(name) is not { Success: true } match)
        {
            return null;
        }

        long[] numbers = [.. placeholders.Select(placeholder => long.Parse(match.Groups[placeholder.Name].ValueSpan, CultureInfo.InvariantCulture))];
        // Refuses other spellings of the same number: 'segment_000001.m4s'.
        return Write([.. numbers.Cast<object>()]) == name ? numbers : null;
    }

    /// <summary>The value of a placeholder in a name; null for a name that the pattern does not write.</summary>
    public string? ReadText(string name, KeyPlaceholder placeholder) => reader.Match(name) is { Success: true } match ? match.Groups[placeholder.Name].Value : null;

    private static void RequireKey(string longest) => Require(
        ObjectKey.IsValid(longest),
        $"a key consists of segments of letters, digits, '-', '_' and '.'; a segment does not start with a dot and has at most {ObjectKey.LongestSegment} characters, a key {ObjectKey.LongestKey}");

    private static bool IsSeparated(string text, int end) => end == text.Length || text[end] is '-' or '_' or '.' or '/';

    private static IEnumerable<string> Segments(string text) =>
        text.TrimEnd('/').Split('/').Select(segment => WithoutNumbers(segment + "/").Split("{extension}")[0]);

    private static string WithoutNumbers(string text) => Numbers().Replace(text, "#");

    private static string Names(IEnumerable<KeyPlaceholder> placeholders) => string.Join(", ", placeholders.Select(placeholder => $"{{{placeholder.Name}}}"));

    private static void Require(bool condition, string fault)
    {
        if (!condition)
        {
            throw new FormatException(fault);
        }
    }

    // A brace that belongs to no placeholder is a piece of its own, whose name no placeholder has.
    [GeneratedRegex(@"\{(?<name>[A-Za-z]+)(?::(?<zeros>0+))?\}|(?<fixed>[^{}]+)|\{[^{}]*\}?|\}")]
    private static partial Regex Piece();

    [GeneratedRegex(@"(?:[0-9]|\{(?!id\}|extension\})[^{}]*\})+")]
    private static partial Regex Numbers();
}
