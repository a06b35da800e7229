using System.Diagnostics.CodeAnalysis;

namespace Kubrick.Ingest;

/// <summary>Checks ids before they become part of an address or of a queue's name.</summary>
internal static class RecordingId
{
    private const int Digits = 24;

    public static bool TryParse(string text, [NotNullWhen(true)] out string? id)
    {
        id = text.Length == Digits && text.All(char.IsAsciiHexDigit) ? text.ToLowerInvariant() : null;
        return id is not null;
    }
}
