namespace Kubrick.Storage.Keys;

/// <summary>How the placeholders are called, and what may stand for them.</summary>
internal static class KeyPlaceholders
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<KeyPlaceholder> All { get; } = Enum.GetValues<KeyPlaceholder>();

    /// <summary>The name between the braces.</summary>
    public static string Name(this KeyPlaceholder placeholder) => placeholder switch
    {
        KeyPlaceholder.Id => "id",
        KeyPlaceholder.Year => "yyyy",
        KeyPlaceholder.Month => "MM",
        KeyPlaceholder.Day => "dd",
        KeyPlaceholder.Sequence => "sequence",
        KeyPlaceholder.Extension => "extension",
        KeyPlaceholder.Epoch => "epoch",
        KeyPlaceholder.Number => "number",
        KeyPlaceholder.Part => "part",
        _ => throw new ArgumentOutOfRangeException(nameof(placeholder)),
    };

    /// <summary>The most characters that may stand for it.</summary>
    public static int Longest(this KeyPlaceholder placeholder) => placeholder switch
    {
        KeyPlaceholder.Id => 32,
        KeyPlaceholder.Year => 4,
        KeyPlaceholder.Month or KeyPlaceholder.Day => 2,
        KeyPlaceholder.Sequence => 10,
        KeyPlaceholder.Extension => 8,
        KeyPlaceholder.Number => 18,
        _ => 9,
    };

    /// <summary>Whether letters and digits stand for it, not a number.</summary>
    public static bool IsText(this KeyPlaceholder placeholder) => placeholder is KeyPlaceholder.Id or KeyPlaceholder.Extension;

    /// <summary>Whether always as many characters stand for it: then anything may follow it.</summary>
    public static bool IsFixed(this KeyPlaceholder placeholder) => placeholder is KeyPlaceholder.Year or KeyPlaceholder.Month or KeyPlaceholder.Day;
}
