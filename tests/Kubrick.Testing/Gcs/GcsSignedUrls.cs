using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Kubrick.Testing.Gcs;

/// <summary>The XML API with V4 signatures: GET, HEAD and PUT of objects, with the bucket in the path.</summary>
internal sealed class GcsSignedUrls(GcsBuckets buckets, GcsServiceAccount account)
{
    private const string Algorithm = "GOOG4-RSA-SHA256";
    private const int LongestLifetime = 7 * 24 * 3600;

    public void Map(IEndpointRouteBuilder app)
    {
        const string Path = "/{bucket}/{**name}";
        app.MapMethods(Path, [HttpMethods.Get, HttpMethods.Head], context => InBucketAsync(context, ReadAsync));
        app.MapPut(Path, context => InBucketAsync(context, WriteAsync));
        app.MapDelete(Path, context => InBucketAsync(context, (_, _, _) => Task.CompletedTask));
        app.MapMethods(Path, [HttpMethods.Options], context =>
        {
            Allow(context, buckets.Find((string)context.GetRouteValue("bucket")!));
            return Task.CompletedTask;
        });
    }

    private async Task InBucketAsync(HttpContext context, Func<HttpContext, GcsBucket, string, Task> answer)
    {
        var bucket = buckets.Find((string)context.GetRouteValue("bucket")!);
        Allow(context, bucket);
        if (Refuse(context.Request) is { } refusal)
        {
            await GcsErrors.WriteXmlAsync(context, refusal.Status, refusal.Code);
        }
        else if (bucket is null)
        {
            await GcsErrors.WriteXmlAsync(context, 404, "NoSuchBucket");
        }
        else
        {
            await answer(context, bucket, (string)context.GetRouteValue("name")!);
        }
    }

    private static Task ReadAsync(HttpContext context, GcsBucket bucket, string name)
    {
        if (bucket.Find(name) is not { } found)
        {
            return GcsErrors.WriteXmlAsync(context, 404, "NoSuchKey");
        }

        // The signature covers them, like every parameter.
        context.Response.Headers.ContentDisposition = context.Request.Query["response-content-disposition"];
        return GcsMedia.WriteAsync(context, context.Request.Query["response-content-type"].ToString() is { Length: > 0 } type ? found with { ContentType = type } : found);
    }

    private static async Task WriteAsync(HttpContext context, GcsBucket bucket, string name)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (bucket.Put(name, body.ToArray(), context.Request.ContentType ?? "", cacheControl: null) is { } stored)
        {
            context.Response.Headers.ETag = $"\"{stored.Md5}\"";
        }
        else
        {
            await GcsErrors.WriteXmlAsync(context, 429, "SlowDown");
        }
    }

    /// <summary>Why a request is refused; null if its signature matches and has not expired.</summary>
    private (int Status, string Code)? Refuse(HttpRequest request)
    {
        var query = request.Query;
        var (date, credential, signed) = (query["X-Goog-Date"].ToString(), query["X-Goog-Credential"].ToString(), query["X-Goog-SignedHeaders"].ToString());
        if (query["X-Goog-Algorithm"] != Algorithm
            || !DateTimeOffset.TryParseExact(date, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var from)
            || !int.TryParse(query["X-Goog-Expires"], CultureInfo.InvariantCulture, out var seconds)
            || !credential.StartsWith(GcsServiceAccount.Email + "/", StringComparison.Ordinal))
        {
            return (403, "AccessDenied");
        }

        var scope = credential[(GcsServiceAccount.Email.Length + 1)..];
        var text = $"{Algorithm}\n{date}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(request, signed))))}";
        if (!scope.StartsWith(date[..8], StringComparison.Ordinal) || !account.IsSignature(text, query["X-Goog-Signature"].ToString()))
        {
            return (403, "SignatureDoesNotMatch");
        }

        // An expired URL is 400, as on the real server.
        return seconds > LongestLifetime || from.AddSeconds(seconds) <= TimeProvider.System.GetUtcNow() ? (400, "ExpiredToken") : null;
    }

    private static string Canonical(HttpRequest request, string signedHeaders)
    {
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?', 2);
        var parameters = target[1].Split('&').Where(pair => !pair.StartsWith("X-Goog-Signature=", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        var headers = signedHeaders.Split(';').Select(name => $"{name}:{(name == "host" ? request.Host.Host : request.Headers[name].ToString().Trim())}\n");
        var method = HttpMethods.IsHead(request.Method) ? HttpMethods.Get : request.Method;
        return $"{method}\n{target[0]}\n{string.Join('&', parameters)}\n{string.Concat(headers)}\n{signedHeaders}\nUNSIGNED-PAYLOAD";
    }

    /// <summary>Applies the first rule of the bucket's CORS setting that matches.</summary>
    private static void Allow(HttpContext context, GcsBucket? bucket)
    {
        var origin = context.Request.Headers.Origin.ToString();
        var rule = (bucket?.Settings["cors"] as JsonArray)?.FirstOrDefault(rule => Texts(rule!["origin"]).Any(allowed => allowed == "*" || allowed == origin));
        if (origin.Length > 0 && rule is not null)
        {
            context.Response.Headers.AccessControlAllowOrigin = origin;
            context.Response.Headers.AccessControlAllowMethods = string.Join(", ", Texts(rule["method"]));
            // One list, also for the headers that a request may have.
            context.Response.Headers.AccessControlAllowHeaders = string.Join(", ", Texts(rule["responseHeader"]));
            context.Response.Headers.AccessControlExposeHeaders = string.Join(", ", Texts(rule["responseHeader"]));
        }
    }

    private static IEnumerable<string> Texts(JsonNode? list) => (list as JsonArray ?? []).Select(item => item!.GetValue<string>());
}
