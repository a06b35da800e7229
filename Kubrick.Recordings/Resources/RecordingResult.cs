using Kubrick.ServiceDefaults.Errors;
using Microsoft.Net.Http.Headers;

namespace Kubrick.Recordings.Resources;

/// <summary>Answers one recording, with its version as the entity tag and, where it is new, its address.</summary>
internal sealed class RecordingResult(int statusCode, RecordingDocument document, long version) : IResult, IStatusCodeHttpResult, IValueHttpResult<RecordingDocument>
{
    /// <summary>For every answer with recordings: the addresses in it expire, and a recording changes while it is uploaded.</summary>
    public const string CacheControl = "private, no-cache";

    public int? StatusCode => statusCode;

    public RecordingDocument Value => document;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = statusCode;
        response.Headers[HeaderNames.ETag] = EntityTags.Of(version);
        response.Headers[HeaderNames.CacheControl] = CacheControl;
        if (statusCode == StatusCodes.Status201Created)
        {
            response.Headers[HeaderNames.Location] = $"{RecordingEndpoints.Path}/{document.Data.Id}";
        }

        return response.WriteAsJsonAsync(document, options: null, ApiErrorResult.ContentType, httpContext.RequestAborted);
    }
}
