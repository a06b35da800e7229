using System.Globalization;
using System.Text;

namespace Kubrick.Contracts.Logs;

/// <summary>Values in a record's headers. AMQP returns numbers in the width they were sent in, and text as bytes.</summary>
internal static class HeaderText
{
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => value.ToString().ToLowerInvariant();

    public static TEnum? Enum<TEnum>(IReadOnlyDictionary<string, object?> headers, string key)
        where TEnum : struct, Enum
    {
        // Enum.TryParse also accepts a number, which no writer sends.
        var text = Text(headers, key);
        return text is { Length: > 0 } && char.IsLetter(text[0]) && System.Enum.TryParse<TEnum>(text, ignoreCase: true, out var value) ? value : null;
    }

    public static string? Text(IReadOnlyDictionary<string, object?> headers, string key) => headers.GetValueOrDefault(key) switch
    {
        string text => text,
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        _ => null,
    };

    public static long? Number(IReadOnlyDictionary<string, object?> headers, string key) => headers.GetValueOrDefault(key) switch
    {
        long or int or short or byte or sbyte or ushort or uint => Convert.ToInt64(headers[key], CultureInfo.InvariantCulture),
        _ => null,
    };

    public static bool? Flag(IReadOnlyDictionary<string, object?> headers, string key) => headers.GetValueOrDefault(key) as bool?;

    public static DateTimeOffset? Time(IReadOnlyDictionary<string, object?> headers, string key) =>
        Number(headers, key) is { } milliseconds and >= 0 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
}
