using System.Buffers;
using System.Globalization;

namespace Kubrick.Storage.Keys;

/// <summary>A piece of a pattern: fixed text, or a placeholder.</summary>
internal sealed class KeyPiece
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");
    private static readonly SearchValues<char> LettersAndDigits = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private readonly string format = "";
    private readonly int width;
    private readonly long limit;

    /// <summary>Fixed text.</summary>
    public KeyPiece(string literal) => Literal = literal;

    /// <summary>A placeholder.</summary>
    /// <param name="placeholder">Which.</param>
    /// <param name="width">The least number of its digits: zeros fill up to it.</param>
    public KeyPiece(KeyPlaceholder placeholder, int width)
    {
        Placeholder = placeholder;
        this.width = placeholder.IsFixed() ? placeholder.Longest() : width;
        format = string.Create(CultureInfo.InvariantCulture, $"D{this.width}");
        limit = (long)Math.Pow(10, placeholder.Longest());
    }

    /// <summary>The fixed text; empty for a placeholder.</summary>
    public string Literal { get; } = "";

    /// <summary>The placeholder; null for fixed text.</summary>
    public KeyPlaceholder? Placeholder { get; }

    /// <summary>The most characters that it can be.</summary>
    public int Longest => Placeholder?.Longest() ?? Literal.Length;

    /// <summary>Whether a character could still belong to what stands for the placeholder.</summary>
    public bool CouldHold(char next) =>
        Placeholder is { } placeholder && !placeholder.IsFixed() && (placeholder.IsText() ? char.IsAsciiLetterOrDigit(next) : char.IsAsciiDigit(next));

    /// <summary>Writes it, and answers how long it is.</summary>
    /// <exception cref="ArgumentException">The value cannot stand in a key.</exception>
    public int Write(Span<char> target, in KeyValues values)
    {
        if (Placeholder is not { } placeholder)
        {
            Literal.CopyTo(target);
            return Literal.Length;
        }

        if (placeholder.IsText())
        {
            var text = values.Text(placeholder);
            if (text is not { Length: > 0 } || text.Length > placeholder.Longest() || text.AsSpan().ContainsAnyExcept(LettersAndDigits))
            {
                throw new ArgumentException($"'{text}' cannot stand for {{{placeholder.Name()}}} in a key.", nameof(values));
            }

            text.CopyTo(target);
            return text.Length;
        }

        var value = values.Value(placeholder);
        if (value < 0 || value >= limit)
        {
            throw new ArgumentOutOfRangeException(nameof(values), value, $"The number cannot stand for {{{placeholder.Name()}}} in a key.");
        }

        value.TryFormat(target, out var length, format, CultureInfo.InvariantCulture);
        return length;
    }

    /// <summary>Reads it from the beginning of what is left of a text, and takes it away from there.</summary>
    public bool TryRead(ref ReadOnlySpan<char> rest, ref KeyValues values)
    {
        if (Placeholder is not { } placeholder)
        {
            if (!rest.StartsWith(Literal, StringComparison.Ordinal))
            {
                return false;
            }

            rest = rest[Literal.Length..];
            return true;
        }

        var end = rest.IndexOfAnyExcept(placeholder.IsText() ? LettersAndDigits : Digits);
        var length = end < 0 ? rest.Length : end;
        if (placeholder.IsFixed())
        {
            length = Math.Min(length, width);
        }

        // Zeros only fill up: every object has one name.
        if (length < width || length > placeholder.Longest() || (!placeholder.IsText() && length > width && rest[0] == '0'))
        {
            return false;
        }

        values = placeholder.IsText()
            ? values.With(placeholder, rest[..length].ToString())
            : values.With(placeholder, long.Parse(rest[..length], NumberStyles.None, CultureInfo.InvariantCulture));
        rest = rest[length..];
        return true;
    }
}
