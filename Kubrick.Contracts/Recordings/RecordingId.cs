using System.Diagnostics.CodeAnalysis;

namespace Kubrick.Contracts.Recordings;

/// <summary>
/// The id of a recording: 24 hexadecimal digits. Parsed at the edge of a service, before it becomes part of an address, a storage key or a queue's name.
/// </summary>
public readonly record struct RecordingId : IParsable<RecordingId>
{
    private const int Length = 24;

    private RecordingId(string value) => Value = value;

    /// <summary>The digits, in lower case.</summary>
    public string Value { get; }

    /// <summary>Reads an id in upper or lower case; false where the text is not one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out RecordingId id)
    {
        var isId = text is { Length: Length } && text.All(char.IsAsciiHexDigit);
        id = isId ? new RecordingId(text!.ToLowerInvariant()) : default;
        return isId;
    }

    /// <inheritdoc cref="TryParse(string, out RecordingId)" />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out RecordingId result) => TryParse(s, out result);

    /// <summary>Reads an id in upper or lower case.</summary>
    /// <exception cref="FormatException">The text is not an id.</exception>
    public static RecordingId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, out var id) ? id : throw new FormatException("A recording's id has 24 hexadecimal digits.");

    /// <summary>The digits.</summary>
    public override string ToString() => Value;
}
