using System.Text;

namespace Kubrick.Recordings.Documents;

/// <summary>Texts that can be stored, searched and returned unchanged.</summary>
internal static class StorableText
{
    /// <summary>Whether a text has neither a NUL, which ends a pattern in MongoDB, nor an unpaired surrogate.</summary>
    public static bool IsStorable(this ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out var rune, out var length) != System.Buffers.OperationStatus.Done || rune.Value == 0)
            {
                return false;
            }

            text = text[length..];
        }

        return true;
    }

    /// <summary>The first characters of a text, without half a surrogate pair at the end.</summary>
    public static string Cut(this string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
