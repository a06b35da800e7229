using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Kubrick.Testing.Gcs;

/// <summary>Downloads, with ranges.</summary>
internal static class GcsMedia
{
    public static async Task WriteAsync(HttpContext context, GcsObject found)
    {
        // GCS's default for an object that is not public.
        context.Response.Headers.CacheControl = found.CacheControl ?? "private, max-age=0";
        if (found.Content.Length == 0 && context.Request.Headers.Range.Count > 0)
        {
            context.Response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            return;
        }

        await Results.Bytes(found.Content, found.ContentType, enableRangeProcessing: true, lastModified: found.Updated, entityTag: new EntityTagHeaderValue($"\"{found.Md5}\""))
            .ExecuteAsync(context);
    }
}
