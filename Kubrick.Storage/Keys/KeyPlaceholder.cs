using System.Globalization;

namespace Kubrick.Storage.Keys;

/// <summary>A placeholder of a pattern, and the values that it takes.</summary>
/// <param name="Name">The name between the braces.</param>
/// <param name="Longest">The most characters of a value.</param>
/// <param name="IsText">Takes letters and digits; other placeholders take a number.</param>
/// <param name="IsDate">A part of the date: always <paramref name="Longest"/> digits, and optional in a pattern.</param>
internal sealed record KeyPlaceholder(string Name, int Longest, bool IsText = false, bool IsDate = false)
{
    private readonly long limit = IsText ? 0 : (long)Math.Pow(10, Longest);

    public static KeyPlaceholder Id { get; } = new("id", 32, IsText: true);

    public static KeyPlaceholder Sequence { get; } = new("sequence", 10);

    public static KeyPlaceholder Extension { get; } = new("extension", 8, IsText: true);

    public static KeyPlaceholder Year { get; } = new("yyyy", 4, IsDate: true);

    public static KeyPlaceholder Month { get; } = new("MM", 2, IsDate: true);

    public static KeyPlaceholder Day { get; } = new("dd", 2, IsDate: true);

    public static KeyPlaceholder Epoch { get; } = new("epoch", 9);

    public static KeyPlaceholder Number { get; } = new("number", 18);

    public static KeyPlaceholder Part { get; } = new("part", 9);

    /// <summary>The value with the most characters.</summary>
    public object LongestValue => IsText ? new string('a', Longest) : limit - 1;

    /// <exception cref="ArgumentException">A key cannot contain the value.</exception>
    public void Check(object value)
    {
        var isValid = IsText
            ? value is string { Length: > 0 } text && text.Length <= Longest && text.All(char.IsAsciiLetterOrDigit)
            : value is long number && number >= 0 && number < limit;
        if (!isValid)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"'{value}' cannot replace {{{Name}}} in a key."), nameof(value));
        }
    }
}
