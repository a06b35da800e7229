namespace Kubrick.Storage.Keys;

/// <summary>Tells whether two patterns could make the same. In doubt the answer is yes: refused at start is better than overwritten later.</summary>
internal static class KeyOverlap
{
    /// <summary>Stands for a number; no key holds it.</summary>
    private const char AnyNumber = '#';

    /// <summary>Whether two patterns of names, which hold numbers only, could make one name.</summary>
    public static bool OfNames(KeyPattern one, KeyPattern other)
    {
        var (runs, others) = (Runs(one), Runs(other));
        return runs.Count == others.Count && runs.Zip(others).All(pair => pair.First == pair.Second || (IsNumber(pair.First) && IsNumber(pair.Second) && (HasAny(pair.First) || HasAny(pair.Second))));
    }

    /// <summary>Whether what a pattern makes could lie below what the prefix makes for the same recording.</summary>
    public static bool IsBelow(KeyPattern prefix, KeyPattern pattern)
    {
        var (folders, segments) = (prefix.Text.TrimEnd('/').Split('/'), pattern.Text.TrimEnd('/').Split('/'));
        return segments.Length >= folders.Length && folders.Zip(segments).All(pair => CouldBe(pair.First, pair.Second));
    }

    /// <summary>A folder of a prefix is the recording's id, or fixed.</summary>
    private static bool CouldBe(string folder, string segment) =>
        folder == segment || (!folder.Contains('{', StringComparison.Ordinal) && KeyPattern.Parse(segment, KeyPlaceholders.All) is var pattern
            && !pattern.Holds(KeyPlaceholder.Id) && pattern.TryRead(folder, out _));

    /// <summary>A name by turns of digits and of other characters.</summary>
    private static List<string> Runs(KeyPattern pattern)
    {
        var text = string.Concat(pattern.Pieces.Select(piece => piece.Placeholder is null ? piece.Literal : AnyNumber.ToString()));
        var runs = new List<string>();
        for (var (start, at) = (0, 1); at <= text.Length; at++)
        {
            if (at == text.Length || IsOfNumber(text[at]) != IsOfNumber(text[start]))
            {
                runs.Add(text[start..at]);
                start = at;
            }
        }

        return runs;
    }

    private static bool IsOfNumber(char character) => character == AnyNumber || char.IsAsciiDigit(character);

    private static bool IsNumber(string run) => IsOfNumber(run[0]);

    private static bool HasAny(string run) => run.Contains(AnyNumber, StringComparison.Ordinal);
}
