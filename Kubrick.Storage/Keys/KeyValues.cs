namespace Kubrick.Storage.Keys;

/// <summary>What stands for the placeholders of one key or name; those that its pattern does not hold stay as they are by default.</summary>
internal readonly record struct KeyValues
{
    public string? Id { get; init; }

    public string? Extension { get; init; }

    public long Year { get; init; }

    public long Month { get; init; }

    public long Day { get; init; }

    public long Sequence { get; init; }

    public long Epoch { get; init; }

    public long Number { get; init; }

    public long Part { get; init; }

    /// <summary>The text of a placeholder.</summary>
    public string? Text(KeyPlaceholder placeholder) => placeholder == KeyPlaceholder.Id ? Id : Extension;

    /// <summary>The number of a placeholder.</summary>
    public long Value(KeyPlaceholder placeholder) => placeholder switch
    {
        KeyPlaceholder.Year => Year,
        KeyPlaceholder.Month => Month,
        KeyPlaceholder.Day => Day,
        KeyPlaceholder.Sequence => Sequence,
        KeyPlaceholder.Epoch => Epoch,
        KeyPlaceholder.Number => Number,
        KeyPlaceholder.Part => Part,
        _ => throw new ArgumentOutOfRangeException(nameof(placeholder)),
    };

    public KeyValues With(KeyPlaceholder placeholder, string text) =>
        placeholder == KeyPlaceholder.Id ? this with { Id = text } : this with { Extension = text };

    public KeyValues With(KeyPlaceholder placeholder, long value) => placeholder switch
    {
        KeyPlaceholder.Year => this with { Year = value },
        KeyPlaceholder.Month => this with { Month = value },
        KeyPlaceholder.Day => this with { Day = value },
        KeyPlaceholder.Sequence => this with { Sequence = value },
        KeyPlaceholder.Epoch => this with { Epoch = value },
        KeyPlaceholder.Number => this with { Number = value },
        KeyPlaceholder.Part => this with { Part = value },
        _ => throw new ArgumentOutOfRangeException(nameof(placeholder)),
    };
}
