using System.Text.Json;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Metadata;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;
using MongoDB.Bson;

namespace Kubrick.Recordings.Resources;

/// <summary>Reads the attributes of a recording from a body, and checks the limits of each (<c>docs/recordings.md</c>, Limits).</summary>
internal static class RecordingFields
{
    public const string ResourceType = "recordings";
    public const int MaxTitle = 200;
    private const int MaxDescription = 2000;
    private const int MaxName = 200;
    private const int MaxSessionText = 200;
    private const int MaxUserAgent = 1000;
    private const int MaxMimeType = 200;

    // A larger number is a mistake, not a duration.
    private const double MaxDuration = 366 * 24 * 3600;
    private static readonly string[] DeviceTypes = ["desktop", "tablet", "mobile", "unknown"];

    /// <summary>Checks <c>data.type</c>: 409 for another type, as JSON:API demands; null where it is right, or missing, which <paramref name="data"/> collects.</summary>
    public static ApiErrorResult? RefuseType(FieldReader data) => data.RequiredString("type", MaxName) is { } type && type != ResourceType
        ? ApiErrors.Conflict($"'type' must be '{ResourceType}'.", new ErrorSource(Pointer: "/data/type"))
        : null;

    /// <summary>The trimmed title; null where it is absent, empty or invalid.</summary>
    public static string? Title(FieldReader attributes) =>
        Storable(attributes, "title", attributes.String("title", MaxTitle))?.Trim() is { Length: > 0 } title ? title : null;

    public static string? Description(FieldReader attributes) => Storable(attributes, "description", attributes.String("description", MaxDescription));

    public static string? RecorderName(FieldReader attributes) =>
        Storable(attributes, "recorderName", attributes.RequiredString("recorderName", MaxName))?.Trim();

    public static BsonDocument? Metadata(FieldReader attributes) => MetadataReader.Read(attributes, "metadata");

    public static double? Duration(FieldReader fields) => fields.Number("duration", 0, MaxDuration);

    public static string? Quality(FieldReader attributes) => attributes.Choice("quality", VideoQualities.All);

    public static string? MimeType(FieldReader fields)
    {
        // A browser reports an empty type where it does not know one.
        if (fields.String("mimeType", MaxMimeType) is not { Length: > 0 } given)
        {
            return null;
        }

        var type = MediaTypes.Normalize(given);
        if (type is null)
        {
            fields.Add("mimeType", $"'mimeType' must be one of {string.Join(", ", MediaTypes.All)}.");
        }

        return type;
    }

    public static PlaybackFormat? PlaybackFormat(FieldReader attributes)
    {
        var before = attributes.Errors.Count;
        var format = attributes.Choice("playbackFormat", ["video", "hls"]);
        if (format is null && attributes.Errors.Count == before)
        {
            attributes.Add("playbackFormat", "'playbackFormat' is required: video or hls.");
        }

        return format is null ? null : WireNames<PlaybackFormat>.Find(format);
    }

    public static RecordingStatus? Status(FieldReader attributes)
    {
        if (attributes.String("status", MaxName) is not { } name)
        {
            return null;
        }

        var status = WireNames<RecordingStatus>.Find(name);
        if (status is null)
        {
            attributes.Add("status", $"'status' must be one of {WireNames<RecordingStatus>.All}.");
        }

        return status;
    }

    /// <summary>Whether the recording must be kept; null where it is absent or invalid.</summary>
    public static bool? LegalHold(FieldReader attributes)
    {
        if (attributes.Has("legalHold") && attributes.Value("legalHold") is not { ValueKind: JsonValueKind.True or JsonValueKind.False })
        {
            attributes.Add("legalHold", "'legalHold' must be true or false.");
            return null;
        }

        return attributes.Value("legalHold")?.GetBoolean();
    }

    /// <summary>The browser's report of itself, and the address that the server saw.</summary>
    public static SessionInfo SessionInfo(FieldReader attributes, string? ipAddress)
    {
        var info = attributes.Object("sessionInfo", required: false);
        return new SessionInfo
        {
            IpAddress = ipAddress,
            Timezone = Text("timezone"),
            TimezoneOffset = info.Integer("timezoneOffset", -24 * 60, 24 * 60),
            BrowserName = Text("browserName"),
            BrowserVersion = Text("browserVersion"),
            OsName = Text("osName"),
            OsVersion = Text("osVersion"),
            ScreenResolution = Text("screenResolution"),
            Language = Text("language"),
            UserAgent = Storable(info, "userAgent", info.String("userAgent", MaxUserAgent)),
            DeviceType = info.Choice("deviceType", DeviceTypes) ?? "unknown",
        };

        string? Text(string name) => Storable(info, name, info.String(name, MaxSessionText));
    }

    private static string? Storable(FieldReader fields, string name, string? text)
    {
        if (text is null || text.AsSpan().IsStorable())
        {
            return text;
        }

        fields.Add(name, $"'{name}' contains characters that cannot be stored.");
        return null;
    }
}
