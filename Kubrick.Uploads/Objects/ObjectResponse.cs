using System.Globalization;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;
using Kubrick.Storage.Local;
using Microsoft.AspNetCore.Http.Extensions;

namespace Kubrick.Uploads.Objects;

/// <summary>An object as the answer to GET and HEAD: all of it, one range, or nothing new (RFC 9110, 13 and 14). Closes the object.</summary>
/// <param name="found">The object.</param>
/// <param name="grant">The terms of the URL.</param>
/// <param name="now">The time of the request.</param>
internal sealed class ObjectResponse(LocalObject found, LocalGrant grant, DateTimeOffset now) : IResult
{
    private const int BufferBytes = 64 << 10;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using (found)
        {
            await WriteAsync(httpContext);
        }
    }

    private async Task WriteAsync(HttpContext context)
    {
        var (request, response, length) = (context.Request, context.Response, found.Stored.Length);
        var validators = Validators.Of(found.Stored.ETag, found.Stored.LastModified);
        var precondition = Preconditions.Evaluate(request, validators);
        if (precondition == PreconditionResult.Failed)
        {
            await ApiErrors.PreconditionFailed().ExecuteAsync(context);
            return;
        }

        response.Headers.AcceptRanges = "bytes";
        var range = precondition == PreconditionResult.Proceed && Preconditions.AllowRange(request, validators) ? ByteRange.Read(request, length) : null;
        if (range is { IsSatisfiable: false })
        {
            response.Headers.ContentRange = range.ContentRange(length);
            await ApiErrors.OfStatus(StatusCodes.Status416RangeNotSatisfiable).ExecuteAsync(context);
            return;
        }

        Describe(response, validators);
        if (precondition == PreconditionResult.NotModified)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = grant.ResponseContentType ?? found.Stored.ContentType;
        // Signed, so no client can name a file for another one.
        response.Headers.ContentDisposition = grant.ContentDisposition;
        response.ContentLength = range?.Count ?? length;
        if (range is not null)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = range.ContentRange(length);
        }

        if (!HttpMethods.IsHead(request.Method))
        {
            await CopyAsync(context, range?.Offset ?? 0, range?.Count ?? length);
        }
    }

    private void Describe(HttpResponse response, Validators validators)
    {
        var headers = response.GetTypedHeaders();
        headers.ETag = validators.Tag;
        headers.LastModified = validators.LastModified;
        response.Headers.XContentTypeOptions = "nosniff";
        // Shared caches must not keep media longer than the signature allows.
        var seconds = Math.Max(0, grant.ExpiresAt - now.ToUnixTimeSeconds());
        response.Headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"private, max-age={seconds}");
    }

    private async Task CopyAsync(HttpContext context, long offset, long count)
    {
        found.Content.Seek(offset, SeekOrigin.Begin);
        try
        {
            await StreamCopyOperation.CopyToAsync(found.Content, context.Response.Body, count, BufferBytes, context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone: a player that seeks closes the connection.
        }
    }
}
