using Kubrick.Contracts.Recordings;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;

namespace Kubrick.Uploads.Requests;

/// <summary>The fields that several requests have.</summary>
internal static class UploadFields
{
    private const int LongestShownId = 100;

    private const int LongestOrigin = 300;

    /// <summary>A year in seconds: a longer duration is a mistake, such as milliseconds.</summary>
    private const double LongestDuration = 365 * 24 * 3600;

    /// <summary>Reads <c>recordingId</c> of a body.</summary>
    public static Result<string> ReadRecordingId(FieldReader fields) => fields.Value("recordingId") is { } value
        ? ParseRecordingId(fields.String("recordingId", LongestShownId) ?? value.GetRawText())
        : ApiErrors.MissingParameter("recordingId");

    /// <summary>Validates a recording's id before it becomes part of an address.</summary>
    public static Result<string> ParseRecordingId(string text) =>
        RecordingId.TryParse(text, out var id) ? id.Value : ApiErrors.InvalidId(text);

    /// <summary>The <c>Origin</c> of the browser that uploads, which some providers bind the session to; null for none, or for one that is no web origin.</summary>
    public static string? ReadOrigin(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length <= LongestOrigin
            && Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && uri.GetLeftPart(UriPartial.Authority) == origin
                ? origin
                : null;
    }

    /// <summary>Reads <c>duration</c>, the recording's length in seconds.</summary>
    public static double? ReadDuration(FieldReader fields) => ReadSeconds(fields, "duration");

    /// <summary>Reads a time in a recording, in seconds.</summary>
    public static double? ReadSeconds(FieldReader fields, string name) => fields.Number(name, min: 0, max: LongestDuration);
}
