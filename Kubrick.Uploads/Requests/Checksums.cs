using System.Text.Json;
using Kubrick.ServiceDefaults.Requests;
using Kubrick.Storage;

namespace Kubrick.Uploads.Requests;

/// <summary>Reads checksums in hex, in upper or lower case.</summary>
internal static class Checksums
{
    private const int Sha256Digits = 64;
    private const int Md5Digits = 32;

    /// <summary>Reads <c>sha256</c>; null if it is absent or wrong. Adds an error if it is wrong.</summary>
    public static string? ReadSha256(FieldReader fields) => Read(fields, "sha256", Sha256Digits);

    /// <summary>Reads <c>sha256</c> and <c>md5</c> of a part; null if both are absent or wrong.</summary>
    public static PartChecksum? ReadPart(FieldReader fields)
    {
        var checksum = new PartChecksum(ReadSha256(fields), Read(fields, "md5", Md5Digits));
        return checksum is { Sha256: null, Md5: null } ? null : checksum;
    }

    /// <summary>Reads <c>sha256</c> of a part in a list, which may be null; false if it is wrong.</summary>
    public static bool TryReadSha256(JsonElement part, out string? sha256) => TryRead(part, "sha256", Sha256Digits, out sha256);

    /// <summary>Reads <c>md5</c> of a part in a list, which may be null; false if it is wrong.</summary>
    public static bool TryReadMd5(JsonElement part, out string? md5) => TryRead(part, "md5", Md5Digits, out md5);

    private static bool TryRead(JsonElement part, string name, int digits, out string? text)
    {
        text = null;
        if (!part.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        // The raw text: decoding fails for a lone surrogate.
        if (value.ValueKind != JsonValueKind.String || value.GetRawText().Trim('"') is not { } raw || raw.Length != digits || !raw.All(char.IsAsciiHexDigit))
        {
            return false;
        }

        text = raw.ToLowerInvariant();
        return true;
    }

    private static string? Read(FieldReader fields, string name, int digits)
    {
        // The length is checked below, with a clearer error.
        if (fields.String(name, maxLength: 1000) is not { } text)
        {
            return null;
        }

        if (text.Length == digits && text.All(char.IsAsciiHexDigit))
        {
            return text.ToLowerInvariant();
        }

        fields.Add(name, $"'{name}' must be {digits} hexadecimal digits.");
        return null;
    }
}
