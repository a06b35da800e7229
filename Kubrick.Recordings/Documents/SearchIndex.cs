using MongoDB.Bson;

namespace Kubrick.Recordings.Documents;

/// <summary>
/// The terms by which one multikey index finds recordings for <c>filter[search]</c> and <c>filter[recorderName]</c> (<c>docs/decisions/0015-lists-and-search.md</c>). A term
/// contains the shelf, so that one key answers for a shelf. Numbers are hashes, and what they find is compared with the texts; strings are exact.
/// </summary>
internal static class SearchIndex
{
    /// <summary>A word of this length or more is found by any part of it, a shorter one only where a word begins with it.</summary>
    public const int GramLength = 3;

    // Also the limit of terms per document and kind, whatever its texts are.
    private const int Buckets = 1 << 13;
    private const int MaxBeginnings = 2000;
    private const int MaxGramsPerWord = 4;

    // From the most to the least frequent letter; a gram of rare letters is in few recordings.
    private const string Frequent = "eatinorslhdcumpgfbywvkxzjq";

    private static readonly int[] OneAndTwo = [1, 2];

    private enum Kind
    {
        Gram,
        Name,
        Key,
    }

    /// <summary>The terms of a document; none for a deleted one.</summary>
    public static BsonArray Of(Recording recording)
    {
        var shelf = recording.Shelf;
        if (shelf == Shelf.Deleted)
        {
            return [];
        }

        var hashes = new SortedSet<int>();
        var beginnings = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var text in Words(SearchTexts.Of(recording)))
        {
            var word = text.AsSpan();
            for (var start = 0; start + GramLength <= word.Length; start++)
            {
                hashes.Add(Hash(shelf, Kind.Gram, word.Slice(start, GramLength)));
            }

            for (var start = 0; start < word.Length && beginnings.Count < MaxBeginnings; start++)
            {
                foreach (var length in IsBeginning(word, start) ? OneAndTwo : [])
                {
                    // Half a surrogate pair cannot be stored.
                    if (word[start..Math.Min(start + length, word.Length)] is var beginning && beginning.IsStorable())
                    {
                        beginnings.Add(Beginning(shelf, beginning));
                    }
                }
            }
        }

        // Two characters of a name need not be the beginning of a word.
        foreach (var name in Words(FoldedText.Of(recording.RecorderName)))
        {
            var word = name.AsSpan();
            for (var start = 0; start < word.Length; start++)
            {
                hashes.Add(Hash(shelf, Kind.Name, word.Slice(start, 1)));
                hashes.Add(Hash(shelf, Kind.Name, word[start..Math.Min(start + 2, word.Length)]));
            }
        }

        hashes.UnionWith(SearchTexts.KeysOf(recording.Metadata).Select(key => Hash(shelf, Kind.Key, key)));
        return [.. hashes.Select(hash => new BsonInt32(hash)), .. beginnings.Select(beginning => new BsonString(beginning))];
    }

    /// <summary>The terms of a part of a text that is compared afterwards: none where no word of it is long enough.</summary>
    public static IEnumerable<BsonValue> OfPart(Shelf shelf, string folded) =>
        from word in Words(folded)
        let starts = Enumerable.Range(0, Math.Max(0, word.Length - GramLength + 1))
        from gram in starts.Select(start => word.Substring(start, GramLength)).OrderByDescending(Rarity).Take(MaxGramsPerWord)
        select (BsonValue)Hash(shelf, Kind.Gram, gram);

    /// <summary>The terms of a part of a recorder's name, which is compared afterwards.</summary>
    public static IEnumerable<BsonValue> OfName(Shelf shelf, string folded) => OfPart(shelf, folded).Concat(
        from word in Words(folded)
        where word.Length < GramLength
        select (BsonValue)Hash(shelf, Kind.Name, word));

    /// <summary>The term of a metadata key, which is compared afterwards.</summary>
    public static BsonValue OfKey(Shelf shelf, string key) => Hash(shelf, Kind.Key, key);

    /// <summary>The exact term of one or two characters that a word begins with.</summary>
    public static string Beginning(Shelf shelf, ReadOnlySpan<char> folded) => $"{(int)shelf}{folded}";

    // What follows white space, a letter or digit after another character, and every letter of scripts that do not separate words.
    private static bool IsBeginning(ReadOnlySpan<char> word, int index) =>
        index == 0
        || char.GetUnicodeCategory(word[index]) == System.Globalization.UnicodeCategory.OtherLetter
        || (char.IsLetterOrDigit(word[index]) && !char.IsLetterOrDigit(word[index - 1]));

    private static int Rarity(string gram) => gram.Sum(character => Frequent.IndexOf(character, StringComparison.Ordinal) is >= 0 and var rank ? rank : Frequent.Length);

    private static int Hash(Shelf shelf, Kind kind, ReadOnlySpan<char> text)
    {
        // FNV-1a: stored, so it must be the same in every process and version.
        var hash = 2166136261u;
        foreach (var character in text)
        {
            hash = (hash ^ character) * 16777619;
        }

        return ((((int)shelf * 4) + (int)kind) * Buckets) + (int)((hash ^ (hash >> 15)) % Buckets);
    }

    // White space of the whole of Unicode, as in the grammar of the search.
    private static string[] Words(string folded) => folded.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
