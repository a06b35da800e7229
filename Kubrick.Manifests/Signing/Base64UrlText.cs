using System.Buffers.Text;

namespace Kubrick.Manifests.Signing;

/// <summary>Base64url without padding (RFC 7515, clause 2).</summary>
internal static class Base64UrlText
{
    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    /// <summary>The bytes; null where the text has padding, white space or any other character that is not in the alphabet.</summary>
    public static byte[]? Decode(string text)
    {
        if (!text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'))
        {
            return null;
        }

        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
