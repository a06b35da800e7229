using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text;

namespace Kubrick.Recordings.Folding;

/// <summary>
/// Folds texts for comparisons without regard to case: full case folding (ß is ss, ς is σ) of the canonical decomposition, in the canonical composition (Unicode Standard, D145, and
/// NFC), so it does not matter whether an accent is a character of its own. A part of a text that begins and ends between whole characters folds to a part of the folded text.
/// </summary>
internal sealed class CaseFolding
{
    // Letters with a stroke, and ligatures, are characters without a decomposition.
    private static readonly FrozenDictionary<int, string> Letters = new Dictionary<int, string>
    {
        ['đ'] = "d",
        ['ħ'] = "h",
        ['ı'] = "i",
        ['ł'] = "l",
        ['ø'] = "o",
        ['ŧ'] = "t",
        ['æ'] = "ae",
        ['œ'] = "oe",
        ['þ'] = "th",
        ['ĳ'] = "ij",
    }.ToFrozenDictionary();

    private const int FirstMark = 0x300;
    private const int Marks = 0x70;

    private readonly UnicodeTables tables = UnicodeTables.Instance;
    private readonly bool keepsAccents;

    // What a character folds to when it stands alone; others do not change.
    private readonly FrozenDictionary<int, string> alone;

    private CaseFolding(bool keepsAccents)
    {
        this.keepsAccents = keepsAccents;
        alone = tables.Changing.Concat(keepsAccents ? [] : Letters.Keys).Concat(Enumerable.Range(FirstMark, Marks)).Distinct()
            .Select(character => KeyValuePair.Create(character, FoldGroup([character])))
            .ToFrozenDictionary();
    }

    /// <summary>Keeps accents: for names and orders.</summary>
    public static CaseFolding WithAccents { get; } = new(keepsAccents: true);

    /// <summary>
    /// Drops the accents of Latin, Greek and Cyrillic letters: for searches. Marks of other scripts stay, where they are no accents but vowels or other letters.
    /// </summary>
    public static CaseFolding WithoutAccents { get; } = new(keepsAccents: false);

    /// <summary>The folded text. An unpaired surrogate is replaced by U+FFFD.</summary>
    public string Fold(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        var folded = new StringBuilder(text.Length);
        var group = new List<int>();
        foreach (var rune in text.EnumerateRunes())
        {
            if (group.Count > 0 && !tables.IsAttached(rune.Value))
            {
                Append(folded, group);
                group.Clear();
            }

            group.Add(rune.Value);
        }

        Append(folded, group);
        return folded.ToString();
    }

    private void Append(StringBuilder target, List<int> group)
    {
        if (group is not [var character])
        {
            target.Append(FoldGroup(group));
        }
        else if (alone.TryGetValue(character, out var folded))
        {
            target.Append(folded);
        }
        else
        {
            Append(target, character);
        }
    }

    /// <summary>Folds a character with everything that is attached to it.</summary>
    private string FoldGroup(List<int> group)
    {
        var folded = new List<int>();
        foreach (var character in Decompose(group))
        {
            tables.Fold(character, folded);
        }

        folded = Decompose(folded);
        var text = new StringBuilder();
        foreach (var character in Compose(keepsAccents ? folded : folded.FindAll(character => character is < FirstMark or >= FirstMark + Marks)))
        {
            if (!keepsAccents && Letters.TryGetValue(character, out var letters))
            {
                text.Append(letters);
            }
            else
            {
                Append(text, character);
            }
        }

        return text.ToString();
    }

    /// <summary>The canonical decomposition, with marks in the canonical order (Unicode Standard, D109).</summary>
    private List<int> Decompose(List<int> characters)
    {
        var parts = new List<int>(characters.Count);
        foreach (var character in characters)
        {
            tables.Decompose(character, parts);
        }

        for (var start = 0; start < parts.Count; start++)
        {
            var end = start;
            while (end < parts.Count && tables.ClassOf(parts[end]) > 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                // Stable: marks of one class keep their order.
                int[] ordered = [.. parts[start..end].OrderBy(mark => tables.ClassOf(mark))];
                ordered.CopyTo(CollectionsMarshal.AsSpan(parts)[start..end]);
            }

            start = Math.Max(start, end);
        }

        return parts;
    }

    /// <summary>The canonical composition of a canonical decomposition (Unicode Standard, D117).</summary>
    private List<int> Compose(List<int> parts)
    {
        var composed = new List<int>(parts.Count);
        var starter = -1;
        byte last = 0;
        foreach (var part in parts)
        {
            var order = tables.ClassOf(part);
            var isBlocked = starter < 0 || (composed.Count - 1 > starter && (last >= order || last == 0));
            if (!isBlocked && tables.Compose(composed[starter], part) is { } composite)
            {
                composed[starter] = composite;
                continue;
            }

            if (order == 0)
            {
                starter = composed.Count;
            }

            composed.Add(part);
            last = order;
        }

        return composed;
    }

    private static void Append(StringBuilder target, int character)
    {
        if (character <= char.MaxValue)
        {
            target.Append((char)character);
        }
        else
        {
            target.Append(new Rune(character).ToString());
        }
    }
}
