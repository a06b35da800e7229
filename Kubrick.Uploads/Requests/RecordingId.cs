using System.Diagnostics.CodeAnalysis;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;

namespace Kubrick.Uploads.Requests;

/// <summary>Checks ids before they become part of an address.</summary>
internal static class RecordingId
{
    private const int Digits = 24;
    private const int LongestShown = 100;

    /// <summary>Reads <c>recordingId</c> of a body.</summary>
    public static bool TryRead(FieldReader fields, [NotNullWhen(true)] out string? id, [NotNullWhen(false)] out ApiErrorResult? error)
    {
        id = null;
        if (fields.Value("recordingId") is not { } value)
        {
            error = ApiErrors.MissingParameter("recordingId");
            return false;
        }

        return TryParse(fields.String("recordingId", LongestShown) ?? value.GetRawText(), out id, out error);
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out string? id, [NotNullWhen(false)] out ApiErrorResult? error)
    {
        var isId = text.Length == Digits && text.All(char.IsAsciiHexDigit);
        id = isId ? text.ToLowerInvariant() : null;
        error = isId ? null : ApiErrors.InvalidId(text);
        return isId;
    }
}
