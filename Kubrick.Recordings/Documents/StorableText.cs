using System.Text;

namespace Kubrick.Recordings.Documents;

/// <summary>Which texts can be stored, searched and returned unchanged.</summary>
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
}
