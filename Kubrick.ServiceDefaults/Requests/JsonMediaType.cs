using Kubrick.ServiceDefaults.Errors;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Kubrick.ServiceDefaults.Requests;

/// <summary>The rules of JSON:API 1.1 for its media type: parameters other than <c>ext</c> and <c>profile</c>, and unknown extensions, are not accepted; unknown profiles are ignored.</summary>
internal static class JsonMediaType
{
    private const string Json = "application/json";
    private const string Charset = "charset";
    private const string Weight = "q";
    private const string Extension = "ext";
    private const string Profile = "profile";

    /// <summary>Why a body of this content type is refused; null where it is accepted. A charset is accepted, because existing clients send it.</summary>
    public static ApiErrorResult? Refuse(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !(Is(type, Json) || Is(type, ApiErrorResult.ContentType)))
        {
            return ApiErrors.OfStatus(415);
        }

        foreach (var parameter in type.Parameters)
        {
            if (IsNamed(parameter, Charset))
            {
                if (!Unquoted(parameter).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
                {
                    return ApiErrors.UnsupportedMediaType("JSON is accepted in UTF-8 only.");
                }
            }
            else if (Is(type, ApiErrorResult.ContentType) && !IsSupported(parameter))
            {
                return ApiErrors.UnsupportedMediaType(IsNamed(parameter, Extension)
                    ? "This server supports no extension of JSON:API."
                    : $"The media type {ApiErrorResult.ContentType} takes no parameter '{parameter.Name}'.");
            }
        }

        return null;
    }

    /// <summary>Whether a client accepts JSON:API: it names the media type not at all, or at least once without a parameter that this server does not support.</summary>
    public static bool IsAcceptable(StringValues accept)
    {
        if (!MediaTypeHeaderValue.TryParseList(accept, out var types))
        {
            // A malformed list asks for nothing.
            return true;
        }

        var named = types.Where(type => Is(type, ApiErrorResult.ContentType)).ToList();
        return named.Count == 0 || named.Exists(type => type.Parameters.All(parameter => IsNamed(parameter, Weight) || IsSupported(parameter)));
    }

    private static bool IsSupported(NameValueHeaderValue parameter) =>
        IsNamed(parameter, Profile) || (IsNamed(parameter, Extension) && string.IsNullOrWhiteSpace(Unquoted(parameter).Value));

    private static bool Is(MediaTypeHeaderValue type, string name) => type.MediaType.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool IsNamed(NameValueHeaderValue parameter, string name) => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static StringSegment Unquoted(NameValueHeaderValue parameter) => HeaderUtilities.RemoveQuotes(parameter.Value);
}
