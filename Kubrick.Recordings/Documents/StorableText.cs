using System.Text;

namespace Kubrick.Recordings.Documents;

/// <summary>Says which texts can be stored, searched and given back.</summary>
internal static class StorableText
{
    /// <summary>Whether a text holds neither NUL, which ends a pattern in MongoDB, nor half of a surrogate pair, which is no Unicode.</summary>
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
