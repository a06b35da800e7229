using System.Globalization;
using MongoDB.Bson;

namespace Kubrick.Recordings.Database;

/// <summary>Converts stored scalars of any BSON type to the type of a field. Every method returns null where the value cannot be read as that type.</summary>
internal static class LenientValues
{
    // Far more than any field of a recording; the id of a Google Cloud session is a URI.
    private const int MaxText = 20_000;

    private const long FirstMillisecond = -62_135_596_800_000;
    private const long LastMillisecond = 253_402_300_799_999;

    // A smaller number is a count of seconds: as milliseconds it would be a time before 1973.
    private const double SmallestMilliseconds = 1e11;

    public static string? Text(BsonValue value) => value switch
    {
        BsonString { Value.Length: <= MaxText } text => text.Value,
        BsonSymbol { Name.Length: <= MaxText } symbol => symbol.Name,
        BsonBoolean truth => truth.Value ? "true" : "false",
        BsonInt32 or BsonInt64 or BsonDouble or BsonDecimal128 or BsonObjectId => value.ToString(),
        _ => null,
    };

    public static double? Number(BsonValue value)
    {
        double? number = value switch
        {
            BsonInt32 whole => whole.Value,
            BsonInt64 whole => whole.Value,
            BsonDouble real => real.Value,
            BsonDecimal128 or BsonString => Parse(value.ToString()!),
            _ => null,
        };
        // JSON has neither NaN nor infinity.
        return number is { } found && double.IsFinite(found) ? found : null;
    }

    public static long? Whole(BsonValue value) => value switch
    {
        BsonInt64 whole => whole.Value,
        _ => Number(value) is { } number && Math.Abs(number) < 1L << 53 ? (long)Math.Round(number) : null,
    };

    public static bool? Truth(BsonValue value) => value switch
    {
        BsonBoolean truth => truth.Value,
        BsonString { Value: "true" } => true,
        BsonString { Value: "false" } => false,
        _ => Number(value) switch
        {
            0 => false,
            1 => true,
            _ => null,
        },
    };

    public static DateTimeOffset? Instant(BsonValue value)
    {
        switch (value)
        {
            case BsonDateTime time:
                return At(time.MillisecondsSinceEpoch);
            case BsonTimestamp time:
                return DateTimeOffset.FromUnixTimeSeconds((uint)time.Timestamp);
            case BsonString { Value: var text } when DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var parsed):
                // MongoDB's precision.
                return At(parsed.ToUnixTimeMilliseconds());
            default:
                return Number(value) is { } number ? At(Math.Abs(number) < SmallestMilliseconds ? number * 1000 : number) : null;
        }
    }

    private static DateTimeOffset? At(double milliseconds) =>
        milliseconds is >= FirstMillisecond and <= LastMillisecond ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds) : null;

    private static double? Parse(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
