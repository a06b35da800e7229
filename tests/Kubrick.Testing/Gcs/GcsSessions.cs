using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace Kubrick.Testing.Gcs;

/// <summary>Resumable uploads. A session's URI is its credential.</summary>
internal sealed partial class GcsSessions(GcsBuckets buckets)
{
    private const string Path = "/upload/storage/v1/b/{bucket}/o";

    private readonly ConcurrentDictionary<string, GcsSession> all = new(StringComparer.Ordinal);

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPut(Path, InSession(PutAsync));
        app.MapDelete(Path, InSession((_, session) =>
        {
            session.IsCancelled = true;
            return Task.FromResult(Results.StatusCode(499));
        }));
        app.MapMethods(Path, [HttpMethods.Options], InSession((_, _) => Task.FromResult(Results.Ok())));
    }

    public string? OriginOf(Uri session) => all[QueryHelpers.ParseQuery(session.Query)["upload_id"].ToString()].Origin;

    /// <summary>Starts a session; its URI is in the header <c>Location</c>.</summary>
    public async Task StartAsync(HttpContext context, GcsBucket bucket)
    {
        var (request, response) = (context.Request, context.Response);
        var metadata = (await JsonNode.ParseAsync(request.Body, cancellationToken: context.RequestAborted))!.AsObject();
        var type = metadata["contentType"]?.GetValue<string>() ?? request.Headers["X-Upload-Content-Type"].ToString();
        var declared = long.TryParse(request.Headers["X-Upload-Content-Length"], CultureInfo.InvariantCulture, out var length) ? length : (long?)null;
        var origin = request.Headers.Origin.FirstOrDefault();
        var id = Guid.NewGuid().ToString("N");
        all[id] = new GcsSession(bucket, metadata["name"]!.GetValue<string>(), type, metadata["cacheControl"]?.GetValue<string>(), declared, origin);
        response.Headers.Location = $"{request.Scheme}://{request.Host}/upload/storage/v1/b/{bucket.Name}/o?uploadType=resumable&upload_id={id}";
    }

    private RequestDelegate InSession(Func<HttpContext, GcsSession, Task<IResult>> answer) => context => AnswerAsync(context, answer);

    private async Task AnswerAsync(HttpContext context, Func<HttpContext, GcsSession, Task<IResult>> answer)
    {
        if (!all.TryGetValue(context.Request.Query["upload_id"].ToString(), out var session) || buckets.Find((string)context.GetRouteValue("bucket")!) != session.Bucket)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        Allow(context, session);
        if (session.IsCancelled)
        {
            context.Response.StatusCode = StatusCodes.Status410Gone;
            return;
        }

        await session.Exclusive.WaitAsync(context.RequestAborted);
        try
        {
            await (await answer(context, session)).ExecuteAsync(context);
        }
        finally
        {
            session.Exclusive.Release();
        }
    }

    /// <summary>Only the origin that the session was started with may use it from a browser.</summary>
    private static void Allow(HttpContext context, GcsSession session)
    {
        if (session.Origin is not null && context.Request.Headers.Origin == session.Origin)
        {
            var headers = context.Response.Headers;
            headers.AccessControlAllowOrigin = session.Origin;
            headers.AccessControlAllowMethods = "PUT, DELETE";
            headers.AccessControlAllowHeaders = "content-range, content-type";
            headers.AccessControlExposeHeaders = "Range, Content-Type, Content-Length";
        }
    }

    private static async Task<IResult> PutAsync(HttpContext context, GcsSession session)
    {
        if (session.Stored is not null)
        {
            return Complete(session);
        }

        var match = Range().Match(context.Request.Headers.ContentRange.ToString());
        if (!match.Success)
        {
            return Invalid("Failed to parse Content-Range header.");
        }

        var total = Number(match.Groups["total"]);
        if (session.Declared is { } declared && total is not null && total != declared)
        {
            return Invalid("The total size is not the declared one.");
        }

        if (Number(match.Groups["first"]) is not { } first)
        {
            return total is null || total != session.Received.Length ? Incomplete(context, session) : Finish(session);
        }

        if (first > session.Received.Length)
        {
            return Problem(503, "According to the Content-Range header, the upload offset exceeds already uploaded size.");
        }

        var length = Number(match.Groups["last"])!.Value + 1 - first;
        if (total is null && length < GcsSession.Step)
        {
            return Invalid("The number of bytes uploaded is required to be equal or greater than 262144, except for the final request.");
        }

        await StoreAsync(context, session, first, length, isLast: total == first + length);
        return session.Received.Length == total ? Finish(session) : Incomplete(context, session);
    }

    /// <summary>Stores a chunk after the bytes that are stored already. Only whole steps are stored, unless the object ends with the chunk.</summary>
    private static async Task StoreAsync(HttpContext context, GcsSession session, long first, long length, bool isLast)
    {
        using var body = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The client died; what has arrived counts.
        }

        var limit = context.Items[GcsFault.Limit] as int? ?? long.MaxValue;
        var count = Math.Min(Math.Min(body.Length, length), limit);
        if (!isLast || count < length)
        {
            count -= (first + count) % GcsSession.Step;
        }

        var known = session.Received.Length - first;
        if (count > known)
        {
            session.Received.Write(body.GetBuffer().AsSpan((int)known, (int)(count - known)));
        }
    }

    private static IResult Finish(GcsSession session) => session.Finish() ? Complete(session) : Problem(429, "The object exceeded the rate limit for object mutation operations.");

    private static IResult Complete(GcsSession session) => Results.Text(session.Stored!.ToJson(session.Bucket.Name).ToJsonString(), "application/json");

    private static IResult Incomplete(HttpContext context, GcsSession session)
    {
        if (session.Received.Length > 0)
        {
            context.Response.Headers["Range"] = $"bytes=0-{session.Received.Length - 1}";
        }

        return Results.StatusCode(StatusCodes.Status308PermanentRedirect);
    }

    private static IResult Invalid(string message) => Problem(400, message);

    private static IResult Problem(int status, string message) => Results.Text(message, statusCode: status);

    private static long? Number(Group group) => group.Success ? long.Parse(group.Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"\Abytes (?:(?<first>[0-9]+)-(?<last>[0-9]+)|\*)/(?:(?<total>[0-9]+)|\*)\z")]
    private static partial Regex Range();
}
