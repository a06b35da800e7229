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
    private const uint FirstHash = 2166136261;

    // From the most to the least frequent letter; a gram of rare letters is in few recordings.
    private const string Frequent = "eatinorslhdcumpgfbywvkxzjq";

    private static readonly int[] OneAndTwo = [1, 2];

    private enum Kind
    {
        Gram,
        Name,
        Key,
        Field,
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
        var grams = Start(shelf, Kind.Gram);
        var beginnings = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var text in Words(SearchTexts.Of(recording)))
        {
            var word = text.AsSpan();
            for (var start = 0; start + GramLength <= word.Length; start++)
            {
                hashes.Add(End(grams, word.Slice(start, GramLength)));
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

        // Two characters of a name, or of a field, need not be the beginning of a word.
        AddShort(hashes, Start(shelf, Kind.Name), FoldedText.Of(recording.RecorderName));
        foreach (var (key, text) in SearchTexts.FieldTextsOf(recording.Metadata))
        {
            hashes.Add(End(Start(shelf, Kind.Key), key));
            AddShort(hashes, Start(shelf, Kind.Field, key), text);
        }

        return [.. hashes.Select(hash => new BsonInt32(hash)), .. beginnings.Select(beginning => new BsonString(beginning))];
    }

    /// <summary>The terms of a part of a text that is compared afterwards: none where no word of it is long enough.</summary>
    public static IEnumerable<BsonValue> OfPart(Shelf shelf, string folded) =>
        from word in Words(folded)
        let starts = Enumerable.Range(0, Math.Max(0, word.Length - GramLength + 1))
        from gram in starts.Select(start => word.Substring(start, GramLength)).OrderByDescending(Rarity).Take(MaxGramsPerWord)
        select (BsonValue)End(Start(shelf, Kind.Gram), gram);

    /// <summary>The terms of a part of a recorder's name, which is compared afterwards.</summary>
    public static IEnumerable<BsonValue> OfName(Shelf shelf, string folded) => OfPart(shelf, folded).Concat(OfShort(Start(shelf, Kind.Name), folded));

    /// <summary>The terms of a metadata key and a part of its value, which are compared afterwards.</summary>
    public static IEnumerable<BsonValue> OfField(Shelf shelf, string key, string folded) =>
        OfPart(shelf, folded).Concat(OfShort(Start(shelf, Kind.Field, key), folded)).Prepend(OfKey(shelf, key));

    /// <summary>The term of a metadata key, which is compared afterwards.</summary>
    public static BsonValue OfKey(Shelf shelf, string key) => End(Start(shelf, Kind.Key), key);

    /// <summary>The exact term of one or two characters that a word begins with.</summary>
    public static string Beginning(Shelf shelf, ReadOnlySpan<char> folded) => $"{(int)shelf}{folded}";

    // What follows white space, a letter or digit after another character, and every letter of scripts that do not separate words.
    private static bool IsBeginning(ReadOnlySpan<char> word, int index) =>
        index == 0
        || char.GetUnicodeCategory(word[index]) == System.Globalization.UnicodeCategory.OtherLetter
        || (char.IsLetterOrDigit(word[index]) && !char.IsLetterOrDigit(word[index - 1]));

    private static int Rarity(string gram) => gram.Sum(character => Frequent.IndexOf(character, StringComparison.Ordinal) is >= 0 and var rank ? rank : Frequent.Length);

    private static void AddShort(SortedSet<int> hashes, (int First, uint Hash) begun, string folded)
    {
        foreach (var text in Words(folded))
        {
            var word = text.AsSpan();
            for (var start = 0; start < word.Length; start++)
            {
                hashes.Add(End(begun, word.Slice(start, 1)));
                hashes.Add(End(begun, word[start..Math.Min(start + 2, word.Length)]));
            }
        }
    }

    private static IEnumerable<BsonValue> OfShort((int First, uint Hash) begun, string folded) =>
        from word in Words(folded)
        where word.Length < GramLength
        select (BsonValue)End(begun, word);

    /// <summary>Begins the terms of a kind, or of one key of it: the first of its buckets, and the hash of the key.</summary>
    private static (int First, uint Hash) Start(Shelf shelf, Kind kind, string? key = null) =>
        ((((int)shelf * 4) + (int)kind) * Buckets, key is null ? FirstHash : Hash(Hash(FirstHash, key), "="));

    private static int End((int First, uint Hash) begun, ReadOnlySpan<char> text)
    {
        var hash = Hash(begun.Hash, text);
        return begun.First + (int)((hash ^ (hash >> 15)) % Buckets);
    }

    // FNV-1a: stored, so it must be the same in every process and version.
    private static uint Hash(uint hash, ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            hash = (hash ^ character) * 16777619;
        }

        return hash;
    }

    // White space of the whole of Unicode, as in the grammar of the search.
    private static string[] Words(string folded) => folded.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
