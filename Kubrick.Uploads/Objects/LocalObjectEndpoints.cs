using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;
using Kubrick.Storage;
using Kubrick.Storage.Local;
using Kubrick.Uploads.Requests;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kubrick.Uploads.Objects;

/// <summary>
/// Serves the signed URLs of the provider <c>local</c> with the semantics of S3: GET and HEAD with conditions and Range, PUT of objects and of parts, with conditions. While another provider is
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
        objects.MapRead("/{**key}", Read);
        objects.MapPut("/{**key}", Write);
    }

    private static Results<ObjectResponse, ApiErrorResult> Read(
        string key, HttpContext context, LocalAccess local, TimeProvider time)
    {
        if (!ObjectRequest.Verify(context.Request, key, local.Signer).Is(out var grant, out var error))
        {
            return error;
        }

        return local.Objects.Open(key) is { } found
            ? new ObjectResponse(found, grant, time.GetUtcNow())
            : ApiErrors.NotFound("Nothing is stored at this address.");
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
        string etag;
        if (grant is { UploadId: { } uploadId, PartNumber: { } number })
        {
            if (IsConditional(context.Request) && !MayReplace(context.Request, await FindPartAsync(local, key, uploadId, number, cancellationToken)))
            {
                return ApiErrors.PreconditionFailed();
            }

            etag = (await local.Uploads.ReceivePartAsync(key, uploadId, number, body, length, cancellationToken, grant.Checksum)).ETag;
        }
        else
        {
            bool Allows(StoredObject? stored) => MayReplace(context.Request, stored is null ? null : Validators.Of(stored.ETag, stored.LastModified));
            etag = (await local.Objects.WriteAsync(key, body, length, grant.ContentType!, cancellationToken, Allows)).ETag;
        }

        context.Response.Headers.ETag = $"\"{etag}\"";
        return TypedResults.Ok();
    }

    private static bool IsConditional(HttpRequest request) => request.Headers.IfMatch.Count + request.Headers.IfNoneMatch.Count + request.Headers.IfUnmodifiedSince.Count > 0;

    private static bool MayReplace(HttpRequest request, Validators? stored) => Preconditions.Evaluate(request, stored) == PreconditionResult.Proceed;

    /// <summary>The stored part; parts have no time that a client could know.</summary>
    private static async Task<Validators?> FindPartAsync(LocalAccess local, string key, string uploadId, int number, CancellationToken cancellationToken)
    {
        var received = await local.Uploads.FindReceivedAsync(new UploadSession(key, uploadId, PartSizes.Default, ExpiresAt: null), cancellationToken);
        return received?.Parts.FirstOrDefault(part => part.PartNumber == number) is { } stored ? Validators.Of(stored.ETag, DateTimeOffset.UnixEpoch) : null;
    }

    /// <summary>Ignores parameters: browsers may format their blanks and quotes differently.</summary>
    private static bool IsSameType(string signed, string? sent) => sent is not null && VideoType.MediaTypeOf(signed) == VideoType.MediaTypeOf(sent);
}
