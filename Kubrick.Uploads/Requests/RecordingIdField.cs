using System.Diagnostics.CodeAnalysis;
using Kubrick.Contracts.Recordings;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;

namespace Kubrick.Uploads.Requests;

/// <summary>The recording that a request is about.</summary>
internal static class RecordingIdField
{
    private const string Name = "recordingId";
    private const int LongestShown = 100;

    /// <summary>Reads <c>recordingId</c> of a body.</summary>
    public static bool TryRead(FieldReader fields, [NotNullWhen(true)] out string? id, [NotNullWhen(false)] out ApiErrorResult? error)
    {
        id = null;
        if (fields.Value(Name) is not { } value)
        {
            error = ApiErrors.MissingParameter(Name);
            return false;
        }

        return TryParse(fields.String(Name, LongestShown) ?? value.GetRawText(), out id, out error);
    }

    /// <summary>Reads an id of a route.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out string? id, [NotNullWhen(false)] out ApiErrorResult? error)
    {
        var isId = RecordingId.TryParse(text, out var parsed);
        id = isId ? parsed.Value : null;
        error = isId ? null : ApiErrors.InvalidId(text);
        return isId;
    }
}
