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
/// Serves the signed URLs of the provider <c>local</c> with the semantics of S3: GET and HEAD with Range, PUT of objects and of parts. While another provider is
/// configured, older recordings are read from the folder, if it is there; without a folder these routes do not exist.
/// </summary>
internal static class LocalObjectEndpoints
{
    public static void MapLocalObjects(this WebApplication app)
    {
        if (app.Services.GetRequiredService<StoragePlaces>().Local is null)
        {
            return;
        }

        var objects = app.MapGroup(LocalUrls.Prefix).WithTags("Objects");
        objects.MapMethods("/{**key}", [HttpMethods.Get, HttpMethods.Head], Read);
        objects.MapPut("/{**key}", Write);
    }

    private static Results<FileStreamHttpResult, ApiErrorResult> Read(
        string key, HttpContext context, LocalAccess local, TimeProvider time)
    {
        if (!ObjectRequest.Verify(context.Request, key, local.Signer).Is(out var grant, out var error))
        {
            return error;
        }

        if (local.Objects.Open(key) is not { } found)
        {
            return ApiErrors.NotFound("Nothing is stored at this address.");
        }

        // Shared caches must not keep media longer than the signature allows.
        var seconds = Math.Max(0, grant.ExpiresAt - time.GetUtcNow().ToUnixTimeSeconds());
        context.Response.Headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"private, max-age={seconds}");
        context.Response.Headers.XContentTypeOptions = "nosniff";
        // Signed, so no client can name a file for another one.
        context.Response.Headers.ContentDisposition = grant.ContentDisposition;
        return TypedResults.Stream(
            found.Content,
            grant.ResponseContentType ?? found.Stored.ContentType,
            fileDownloadName: null,
            found.Stored.LastModified,
            new EntityTagHeaderValue($"\"{found.Stored.ETag}\""),
            enableRangeProcessing: true);
    }

    private static async Task<Results<Ok, ApiErrorResult>> Write(
        string key, HttpContext context, LocalAccess local, CancellationToken cancellationToken)
    {
        if (!ObjectRequest.Verify(context.Request, key, local.Signer).Is(out var grant, out var error))
        {
            return error;
        }

        if (grant.ContentType is { } signed && !IsSameType(signed, context.Request.ContentType))
        {
            return ApiErrors.Forbidden($"The URL is signed for the content type {signed}.");
        }

        // The storage has its own limits and counts the bytes itself.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        var (body, length) = (context.Request.Body, context.Request.ContentLength);
        var etag = grant is { UploadId: { } uploadId, PartNumber: { } number }
            ? (await local.Uploads.ReceivePartAsync(key, uploadId, number, body, length, cancellationToken, grant.Checksum)).ETag
            : (await local.Objects.WriteAsync(key, body, length, grant.ContentType!, cancellationToken)).ETag;
        context.Response.Headers.ETag = $"\"{etag}\"";
        return TypedResults.Ok();
    }

    /// <summary>Ignores parameters: browsers may format their blanks and quotes differently.</summary>
    private static bool IsSameType(string signed, string? sent) => sent is not null && VideoType.MediaTypeOf(signed) == VideoType.MediaTypeOf(sent);
}
