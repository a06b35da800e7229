using System.Globalization;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.Storage;
using Kubrick.Storage.Local;
using Kubrick.Uploads.Requests;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Kubrick.Uploads.Objects;

/// <summary>
/// Serves the signed URLs of the provider <c>local</c> as S3 serves its own: GET and HEAD with Range, PUT of objects and of parts. With the
/// other providers these routes do not exist.
/// </summary>
internal static class LocalObjectEndpoints
{
    public static void MapLocalObjects(this WebApplication app)
    {
        if (app.Services.GetRequiredService<StorageLocation>().Provider != StorageLocation.Local)
        {
            return;
        }

        var objects = app.MapGroup(LocalUrls.Prefix).WithTags("Objects");
        objects.MapMethods("/{**key}", [HttpMethods.Get, HttpMethods.Head], Read);
        objects.MapPut("/{**key}", Write);
    }

    private static Results<FileStreamHttpResult, ApiErrorResult> Read(
        string key, HttpContext context, LocalUrlSigner signer, LocalObjects objects, TimeProvider time)
    {
        var (grant, error) = ObjectRequest.Check(context.Request, key, signer);
        if (grant is null)
        {
            return error!;
        }

        if (objects.Open(key) is not { } found)
        {
            return ApiErrors.NotFound("Nothing is stored at this address.");
        }

        // The object may be cached for ever; what a signed URL gives out, by that browser and until the URL expires.
        var seconds = Math.Max(0, grant.ExpiresAt - time.GetUtcNow().ToUnixTimeSeconds());
        context.Response.Headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"private, max-age={seconds}");
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Stream(
            found.Content,
            found.Stored.ContentType,
            fileDownloadName: null,
            found.Stored.LastModified,
            new EntityTagHeaderValue($"\"{found.Stored.ETag}\""),
            enableRangeProcessing: true);
    }

    private static async Task<Results<Ok, ApiErrorResult>> Write(
        string key, HttpContext context, LocalUrlSigner signer, LocalObjects objects, LocalUploads uploads, CancellationToken cancellationToken)
    {
        var (grant, error) = ObjectRequest.Check(context.Request, key, signer);
        if (grant is null)
        {
            return error!;
        }

        if (grant.ContentType is { } signed && !IsSameType(signed, context.Request.ContentType))
        {
            return ApiErrors.Forbidden($"The URL is signed for the content type {signed}.");
        }

        // The storage counts the bytes itself, and knows better how many may come.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        var (body, length) = (context.Request.Body, context.Request.ContentLength);
        var etag = grant is { UploadId: { } uploadId, PartNumber: { } number }
            ? (await uploads.ReceivePartAsync(key, uploadId, number, body, length, cancellationToken)).ETag
            : (await objects.WriteAsync(key, body, length, grant.ContentType!, cancellationToken)).ETag;
        context.Response.Headers.ETag = $"\"{etag}\"";
        return TypedResults.Ok();
    }

    /// <summary>Compared as types, not as strings: a browser may write the parameters' blanks and quotes in its own way.</summary>
    private static bool IsSameType(string signed, string? sent) => sent is not null && VideoType.MediaTypeOf(signed) == VideoType.MediaTypeOf(sent);
}
