using System.Collections.Frozen;
using System.Globalization;

namespace Kubrick.Recordings.Folding;

/// <summary>
/// The properties of characters that folding needs, read from the resource <c>unicode.txt</c>: with invariant globalization .NET has neither decompositions nor case folding. Hangul
/// syllables are computed (Unicode Standard, 3.12).
/// </summary>
internal sealed class UnicodeTables
{
    private const string Resource = "unicode.txt";

    private const int FirstSyllable = 0xAC00;
    private const int FirstLead = 0x1100;
    private const int FirstVowel = 0x1161;
    private const int BeforeTrails = 0x11A7;
    private const int Leads = 19;
    private const int Vowels = 21;
    private const int Trails = 28;
    private const int Syllables = Leads * Vowels * Trails;

    private readonly FrozenDictionary<int, int[]> decompositions;
    private readonly FrozenDictionary<(int First, int Second), int> compositions;
    private readonly FrozenDictionary<int, byte> classes;
    private readonly FrozenDictionary<int, int[]> foldings;
    private readonly FrozenSet<int> seconds;

    private UnicodeTables(Dictionary<string, List<(int[] Left, string Right)>> sections)
    {
        decompositions = sections["decompositions"].ToFrozenDictionary(entry => entry.Left[0], entry => Hex(entry.Right));
        compositions = sections["compositions"].ToFrozenDictionary(entry => (entry.Left[0], entry.Left[1]), entry => Hex(entry.Right)[0]);
        classes = sections["classes"]
            .SelectMany(entry => Enumerable.Range(entry.Left[0], entry.Left[1] - entry.Left[0] + 1), (entry, character) => (character, Class: byte.Parse(entry.Right, CultureInfo.InvariantCulture)))
            .ToFrozenDictionary(entry => entry.character, entry => entry.Class);
        foldings = sections["foldings"].ToFrozenDictionary(entry => entry.Left[0], entry => Hex(entry.Right));
        seconds = compositions.Keys.Select(pair => pair.Second).Concat(Enumerable.Range(FirstVowel, Vowels)).Concat(Enumerable.Range(BeforeTrails + 1, Trails - 1)).ToFrozenSet();
    }

    /// <summary>The tables; read at the first use.</summary>
    public static UnicodeTables Instance { get; } = Read();

    /// <summary>Characters that change alone, whatever follows them. Hangul syllables do not: their parts are composed again.</summary>
    public IEnumerable<int> Changing => decompositions.Keys.Union(foldings.Keys);

    /// <summary>Whether a character may change its place or merge with the one before it.</summary>
    public bool IsAttached(int character) => character >= 0x300 && (ClassOf(character) > 0 || seconds.Contains(character)
        || (decompositions.TryGetValue(character, out var parts) && ClassOf(parts[0]) > 0));

    /// <summary>The canonical combining class; 0 for a starter.</summary>
    public byte ClassOf(int character) => classes.GetValueOrDefault(character);

    /// <summary>Appends the full case folding of a character (the statuses C and F of <c>CaseFolding.txt</c>).</summary>
    public void Fold(int character, List<int> target)
    {
        if (foldings.TryGetValue(character, out var folded))
        {
            target.AddRange(folded);
        }
        else
        {
            target.Add(character);
        }
    }

    /// <summary>Appends the full canonical decomposition of a character.</summary>
    public void Decompose(int character, List<int> target)
    {
        if (character is >= FirstSyllable and < FirstSyllable + Syllables)
        {
            var index = character - FirstSyllable;
            target.Add(FirstLead + (index / (Vowels * Trails)));
            target.Add(FirstVowel + (index % (Vowels * Trails) / Trails));
            if (index % Trails is > 0 and var trail)
            {
                target.Add(BeforeTrails + trail);
            }
        }
        else if (decompositions.TryGetValue(character, out var parts))
        {
            target.AddRange(parts);
        }
        else
        {
            target.Add(character);
        }
    }

    /// <summary>The primary composite of two characters; null where they have none.</summary>
    public int? Compose(int first, int second)
    {
        if (first is >= FirstLead and < FirstLead + Leads && second is >= FirstVowel and < FirstVowel + Vowels)
        {
            return FirstSyllable + ((((first - FirstLead) * Vowels) + (second - FirstVowel)) * Trails);
        }

        if (first is >= FirstSyllable and < FirstSyllable + Syllables && (first - FirstSyllable) % Trails == 0 && second is > BeforeTrails and < BeforeTrails + Trails)
        {
            return first + (second - BeforeTrails);
        }

        return compositions.TryGetValue((first, second), out var composite) ? composite : null;
    }

    private static UnicodeTables Read()
    {
        var sections = new Dictionary<string, List<(int[] Left, string Right)>>(StringComparer.Ordinal);
        var current = new List<(int[] Left, string Right)>();
        using var reader = new StreamReader(typeof(UnicodeTables).Assembly.GetManifestResourceStream(Resource)!);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('['))
            {
                sections.Add(line.Trim('[', ']'), current = []);
            }
            else if (!line.StartsWith('#'))
            {
                current.AddRange(line.Split(';').Select(entry => entry.Split('=')).Select(entry => (Hex(entry[0]), entry[1])));
            }
        }

        return new UnicodeTables(sections);
    }

    private static int[] Hex(string characters) => [.. characters.Split(' ').Select(character => int.Parse(character, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
}
