using Kubrick.ServiceDefaults.Errors;
using Microsoft.Net.Http.Headers;

namespace Kubrick.Recordings.Resources;

/// <summary>A response with one recording, its version as the entity tag and, if it is new, its address.</summary>
internal sealed class RecordingResponse(int statusCode, RecordingDocument document, long version) : IResult, IStatusCodeHttpResult, IValueHttpResult<RecordingDocument>
{
    /// <summary>For every response with recordings: its URLs expire, and a recording changes during its upload.</summary>
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
