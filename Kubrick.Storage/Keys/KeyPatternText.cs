using System.Globalization;

namespace Kubrick.Storage.Keys;

/// <summary>Reads the text of a pattern. Every fault is a <see cref="FormatException"/> whose message can stand behind the setting's name.</summary>
internal static class KeyPatternText
{
    /// <summary>The pieces of a pattern, in order.</summary>
    /// <exception cref="FormatException">It is wrong; the message says why.</exception>
    public static IReadOnlyList<KeyPiece> Read(string text, IReadOnlyCollection<KeyPlaceholder> allowed)
    {
        var pieces = new List<KeyPiece>();
        for (var at = 0; at < text.Length;)
        {
            var open = text.AsSpan(at).IndexOfAny('{', '}') is var brace and >= 0 ? at + brace : text.Length;
            if (open > at)
            {
                pieces.Add(new KeyPiece(Literal(text[at..open])));
            }

            at = open;
            if (open < text.Length)
            {
                var close = text[open] == '{' ? text.IndexOfAny(['{', '}'], open + 1) : -1;
                if (close < 0 || text[close] == '{')
                {
                    throw new FormatException("its braces do not match");
                }

                pieces.Add(Placeholder(text[(open + 1)..close], allowed));
                at = close + 1;
            }
        }

        CheckPath(text);
        CheckPlaceholders(pieces);
        return pieces;
    }

    private static string Literal(string text)
    {
        foreach (var character in text)
        {
            if (!IsOfKeys(character))
            {
                var shown = char.IsControl(character) ? string.Create(CultureInfo.InvariantCulture, $"U+{(int)character:X4}") : $"'{character}'";
                throw new FormatException($"it holds {shown}, but a key has only letters, digits, '-', '_', '.' and '/'");
            }
        }

        return text;
    }

    private static bool IsOfKeys(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '/';

    private static KeyPiece Placeholder(string text, IReadOnlyCollection<KeyPlaceholder> allowed)
    {
        var (name, format) = text.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 ? (text[..colon], text[(colon + 1)..]) : (text, null);
        foreach (var placeholder in allowed)
        {
            if (placeholder.Name() == name)
            {
                return new KeyPiece(placeholder, Width(placeholder, text, format));
            }
        }

        throw new FormatException(allowed.Count == 0
            ? $"'{{{text}}}' cannot stand there, which takes no placeholder"
            : $"'{{{text}}}' cannot stand there, only {string.Join(", ", allowed.Select(placeholder => $"{{{placeholder.Name()}}}"))}");
    }

    private static int Width(KeyPlaceholder placeholder, string text, string? format)
    {
        if (format is null)
        {
            return 1;
        }

        if (placeholder.IsText() || placeholder.IsFixed())
        {
            throw new FormatException($"'{{{text}}}' takes no format");
        }

        return format.Length > 0 && format.Length <= placeholder.Longest() && format.All(character => character == '0')
            ? format.Length
            : throw new FormatException($"the format of '{{{text}}}' must be 1 to {placeholder.Longest()} zeros");
    }

    /// <summary>What stands for a placeholder never holds a dot or a slash, so the pattern itself tells.</summary>
    private static void CheckPath(string text)
    {
        if (text.StartsWith('/'))
        {
            throw new FormatException("it must not begin with a slash");
        }

        if (text.Contains("//", StringComparison.Ordinal) || text.Contains("..", StringComparison.Ordinal))
        {
            throw new FormatException("it must not hold '//' or '..'");
        }

        if (text.Split('/').Any(segment => segment.StartsWith('.')))
        {
            throw new FormatException("no segment of it may begin with a dot");
        }
    }

    private static void CheckPlaceholders(List<KeyPiece> pieces)
    {
        for (var place = 0; place < pieces.Count; place++)
        {
            if (pieces[place].Placeholder is not { } placeholder)
            {
                continue;
            }

            if (pieces.Take(place).Any(piece => piece.Placeholder == placeholder))
            {
                throw new FormatException($"it holds {{{placeholder.Name()}}} twice");
            }

            if (place + 1 < pieces.Count && pieces[place + 1] is var next && (next.Placeholder is null ? pieces[place].CouldHold(next.Literal[0]) : !placeholder.IsFixed()))
            {
                throw new FormatException($"behind {{{placeholder.Name()}}} must stand what shows where that ends, such as '-' or '.'");
            }
        }
    }
}
