namespace Kubrick.Storage.Keys;

/// <summary>What one setting's pattern must hold, and may hold.</summary>
/// <param name="Setting">The setting's name in the section.</param>
/// <param name="Shape">What it makes.</param>
/// <param name="Needed">The placeholders that must be there.</param>
/// <param name="Optional">Those that may be there.</param>
internal sealed record KeyRule(string Setting, KeyShape Shape, KeyPlaceholder[] Needed, params KeyPlaceholder[] Optional)
{
    /// <summary>A name has room behind every prefix.</summary>
    private const int LongestPrefix = ObjectKey.LongestKey - ObjectKey.LongestSegment;

    /// <summary>Two tries of one day, and two containers, must not overwrite each other.</summary>
    public static KeyRule Video { get; } = new(
        nameof(StorageKeyOptions.Video),
        KeyShape.Key,
        [KeyPlaceholder.Id, KeyPlaceholder.Sequence, KeyPlaceholder.Extension],
        KeyPlaceholder.Year, KeyPlaceholder.Month, KeyPlaceholder.Day);

    public static KeyRule Thumbnail { get; } = new(nameof(StorageKeyOptions.Thumbnail), KeyShape.Key, [KeyPlaceholder.Id]);

    public static KeyRule Stream { get; } = new(nameof(StorageKeyOptions.Stream), KeyShape.Prefix, [KeyPlaceholder.Id]);

    public static KeyRule Previews { get; } = new(nameof(StorageKeyOptions.Previews), KeyShape.Prefix, [KeyPlaceholder.Id]);

    public static KeyRule Playlist { get; } = new(nameof(StorageKeyOptions.Playlist), KeyShape.Name, []);

    public static KeyRule Init { get; } = new(nameof(StorageKeyOptions.Init), KeyShape.Name, [KeyPlaceholder.Epoch]);

    public static KeyRule Segment { get; } = new(nameof(StorageKeyOptions.Segment), KeyShape.Name, [KeyPlaceholder.Number]);

    public static KeyRule TransportSegment { get; } = new(nameof(StorageKeyOptions.TransportSegment), KeyShape.Name, [KeyPlaceholder.Number]);

    public static KeyRule Part { get; } = new(nameof(StorageKeyOptions.Part), KeyShape.Name, [KeyPlaceholder.Number, KeyPlaceholder.Part]);

    /// <summary>Reads the setting's pattern.</summary>
    /// <exception cref="FormatException">It is wrong; the message says why.</exception>
    public KeyPattern Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new FormatException("it must not be empty");
        }

        var pattern = KeyPattern.Parse(text, [.. Needed, .. Optional]);
        foreach (var placeholder in Needed)
        {
            if (!pattern.Holds(placeholder))
            {
                throw new FormatException($"it must hold {{{placeholder.Name()}}}");
            }
        }

        CheckShape(text);
        CheckLength(pattern);
        return pattern;
    }

    private void CheckShape(string text)
    {
        var fault = Shape switch
        {
            KeyShape.Name when text.Contains('/', StringComparison.Ordinal) => "it must not hold a slash",
            KeyShape.Key when text.EndsWith('/') => "it must not end with a slash",
            KeyShape.Prefix when !text.EndsWith('/') => "it must end with a slash",
            // Deleting what begins with one recording's prefix must never touch another's.
            KeyShape.Prefix when !text.Split('/').Contains("{id}", StringComparer.Ordinal) => "{id} must be a whole segment of it, as in 'streams/{id}/'",
            _ => null,
        };
        if (fault is not null)
        {
            throw new FormatException(fault);
        }
    }

    private void CheckLength(KeyPattern pattern)
    {
        if (Shape == KeyShape.Prefix && pattern.LongestLength > LongestPrefix)
        {
            throw new FormatException($"it may become longer than {LongestPrefix} characters");
        }

        var segments = pattern.Text.TrimEnd('/').Split('/');
        if (segments.Any(segment => KeyPattern.Parse(segment, KeyPlaceholders.All).LongestLength > ObjectKey.LongestSegment))
        {
            throw new FormatException($"a segment of it may become longer than {ObjectKey.LongestSegment} characters");
        }
    }
}
