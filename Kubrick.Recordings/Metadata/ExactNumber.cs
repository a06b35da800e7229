using System.Globalization;
using System.Text.Json;
using MongoDB.Bson;

namespace Kubrick.Recordings.Metadata;

/// <summary>Converts a JSON number to the smallest BSON type that represents it exactly.</summary>
internal static class ExactNumber
{
    // Decimal128 has 34 digits and an exponent of 4 digits; a longer text is padding.
    private const int LongestText = 64;

    /// <summary>The number; null where no BSON type represents it exactly.</summary>
    public static BsonValue? Read(JsonElement number)
    {
        if (number.TryGetInt64(out var integer))
        {
            return new BsonInt64(integer);
        }

        var text = number.GetRawText();
        if (text.Length > LongestText || Canonical(text) is not { } wanted)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
            && Canonical(real.ToString("R", CultureInfo.InvariantCulture)) == wanted)
        {
            return new BsonDouble(real);
        }

        return Decimal128.TryParse(text.ToUpperInvariant(), out var precise) && Canonical(precise.ToString()) == wanted ? new BsonDecimal128(precise) : null;
    }

    /// <summary>
    /// The canonical spelling: sign, digits without leading and trailing zeros, exponent of the last digit. Null where the text is not a
    /// finite number, or its exponent exceeds every BSON type.
    /// </summary>
    internal static string? Canonical(string text)
    {
        var negative = text.StartsWith('-');
        var unsigned = negative ? text[1..] : text;
        var exponent = 0L;
        if (unsigned.IndexOfAny(['e', 'E']) is var mark and >= 0)
        {
            var written = unsigned[(mark + 1)..];
            if (written.Length > 8 || !long.TryParse(written, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
            {
                return null;
            }

            unsigned = unsigned[..mark];
        }

        var point = unsigned.IndexOf('.', StringComparison.Ordinal);
        exponent -= point < 0 ? 0 : unsigned.Length - point - 1;
        var digits = unsigned.Replace(".", "", StringComparison.Ordinal).TrimStart('0');
        if (!digits.All(char.IsAsciiDigit))
        {
            return null;
        }

        var significant = digits.TrimEnd('0');
        return significant.Length == 0
            ? "0"
            : string.Create(CultureInfo.InvariantCulture, $"{(negative ? "-" : "")}{significant}e{exponent + digits.Length - significant.Length}");
    }
}
