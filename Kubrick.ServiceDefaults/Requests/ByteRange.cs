using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Kubrick.ServiceDefaults.Requests;

/// <summary>The bytes of a file that a request asks for (RFC 9110, 14).</summary>
/// <param name="Offset">The first byte.</param>
/// <param name="Count">The number of bytes; 0 where the file has none of them.</param>
public sealed record ByteRange(long Offset, long Count)
{
    private const string Unit = "bytes";

    // More digits than any file needs, and fewer than overflow.
    private const int MaxDigits = 18;

    /// <summary>Whether the file has any of the bytes. Else the response is 416.</summary>
    public bool IsSatisfiable => Count > 0;

    /// <summary>The value of <c>Content-Range</c>.</summary>
    /// <param name="length">The length of the file.</param>
    public string ContentRange(long length) => IsSatisfiable
        ? string.Create(CultureInfo.InvariantCulture, $"{Unit} {Offset}-{Offset + Count - 1}/{length}")
        : string.Create(CultureInfo.InvariantCulture, $"{Unit} */{length}");

    /// <summary>
    /// Reads the range; null for the whole file. A range is ignored unless the method is GET, the unit is bytes and the header is valid; several ranges are answered with the whole
    /// file, as the RFC allows.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="length">The length of the file.</param>
    public static ByteRange? Read(HttpRequest request, long length)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!HttpMethods.IsGet(request.Method) || request.Headers.Range is not [{ } header] || header.Split('=', 2) is not [var unit, var set]
            || !unit.Equals(Unit, StringComparison.OrdinalIgnoreCase)
            || set.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is not [var range]
            || range.Split('-') is not [var first, var last])
        {
            return null;
        }

        return (Number(first), Number(last)) switch
        {
            ({ } from, { } to) => from <= to ? Clip(from, to, length) : null,
            ({ } from, null) when last.Length == 0 => Clip(from, long.MaxValue, length),
            // The last bytes.
            (null, { } count) when first.Length == 0 => new ByteRange(length - Math.Min(count, length), Math.Min(count, length)),
            _ => null,
        };
    }

    private static ByteRange Clip(long from, long to, long length) => from < length ? new ByteRange(from, Math.Min(to, length - 1) - from + 1) : new ByteRange(0, 0);

    private static long? Number(string text) => text.Length == 0 || !text.All(char.IsAsciiDigit) ? null
        : text.TrimStart('0') is { Length: > MaxDigits } ? long.MaxValue
        : long.Parse(text, CultureInfo.InvariantCulture);
}
