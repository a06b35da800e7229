namespace Kubrick.Storage.Keys;

/// <summary>
/// A pattern of keys or names: fixed text and placeholders. Writing and reading are exact inverses: what it reads is what it would write, so every object has one name.
/// </summary>
internal sealed class KeyPattern
{
    /// <summary>No key is longer (<see cref="ObjectKey"/>); a pattern that could make a longer one is refused.</summary>
    private const int Longest = ObjectKey.LongestKey;

    private readonly KeyPiece[] pieces;

    private KeyPattern(string text, KeyPiece[] pieces)
    {
        (Text, this.pieces) = (text, pieces);
        LongestLength = pieces.Sum(piece => piece.Longest);
    }

    /// <summary>The pattern as it was given.</summary>
    public string Text { get; }

    /// <summary>Its pieces, in order.</summary>
    public IReadOnlyList<KeyPiece> Pieces => pieces;

    /// <summary>The most characters that it makes.</summary>
    public int LongestLength { get; }

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="allowed">What may stand in it.</param>
    /// <exception cref="FormatException">It is wrong; the message says why.</exception>
    public static KeyPattern Parse(string text, IReadOnlyCollection<KeyPlaceholder> allowed)
    {
        var pattern = new KeyPattern(text, [.. KeyPatternText.Read(text, allowed)]);
        return pattern.LongestLength <= Longest ? pattern : throw new FormatException($"it may become longer than {Longest} characters");
    }

    /// <summary>Whether it holds a placeholder.</summary>
    public bool Holds(KeyPlaceholder placeholder) => Array.Exists(pieces, piece => piece.Placeholder == placeholder);

    /// <summary>Writes a key or a name.</summary>
    /// <exception cref="ArgumentException">A value cannot stand in a key.</exception>
    public string Write(in KeyValues values)
    {
        Span<char> target = stackalloc char[LongestLength];
        var length = 0;
        foreach (var piece in pieces)
        {
            length += piece.Write(target[length..], values);
        }

        return new string(target[..length]);
    }

    /// <summary>Reads a key or a name, where the pattern would have written it so.</summary>
    public bool TryRead(ReadOnlySpan<char> text, out KeyValues values)
    {
        values = default;
        foreach (var piece in pieces)
        {
            if (!piece.TryRead(ref text, ref values))
            {
                return false;
            }
        }

        return text.IsEmpty;
    }
}
