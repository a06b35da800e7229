using System.Globalization;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.Storage;
using Microsoft.Net.Http.Headers;

namespace Kubrick.Playback.Hls;

/// <summary>One media object as an answer, whole or one range of it (RFC 9110, 14). Its bytes never change, so everybody may keep them.</summary>
internal sealed class MediaResult(IMediaContent content, string contentType) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        response.Headers.AcceptRanges = "bytes";
        var (offset, count, isPart) = (0L, content.Length, false);
        if (AskedFor(request) is { } asked)
        {
            if (Clip(asked) is not { } range)
            {
                response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{content.Length}");
                await ApiErrors.OfStatus(StatusCodes.Status416RangeNotSatisfiable).ExecuteAsync(httpContext);
                return;
            }

            (offset, count, isPart) = (range.Offset, range.Count, true);
        }

        response.Headers.CacheControl = CacheRules.Media;
        response.Headers.XContentTypeOptions = "nosniff";
        response.ContentType = contentType;
        response.ContentLength = count;
        if (isPart)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {offset}-{offset + count - 1}/{content.Length}");
        }

        if (!HttpMethods.IsHead(request.Method))
        {
            await content.WriteAsync(response.Body, offset, count, httpContext.RequestAborted);
        }
    }

    /// <summary>The one range that is asked for. What is no range of bytes, or several, is answered with everything, as a server may.</summary>
    private static RangeItemHeaderValue? AskedFor(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        // The answer has no validator that a condition could be compared with.
        && request.Headers.IfRange.Count == 0
        && RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var range)
        && range is { Ranges.Count: 1 }
        && range.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase)
            ? range.Ranges.Single()
            : null;

    private (long Offset, long Count)? Clip(RangeItemHeaderValue range)
    {
        var (length, from, to) = (content.Length, range.From, range.To);
        if (from is not { } first)
        {
            // The last bytes.
            var last = Math.Min(to ?? 0, length);
            return last > 0 ? (length - last, last) : null;
        }

        return first < length ? (first, Math.Min(to ?? (length - 1), length - 1) - first + 1) : null;
    }
}
