using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Kubrick.Testing.Gcs;

/// <summary>The error documents of the JSON and the XML API.</summary>
internal static class GcsErrors
{
    public static async Task WriteAsync(HttpContext context, int status, string reason, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=UTF-8";
        var document = new { error = new { code = status, message, errors = new[] { new { message, domain = "global", reason } } } };
        await context.Response.WriteAsync(JsonSerializer.Serialize(document), context.RequestAborted);
    }

    public static async Task WriteXmlAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml; charset=UTF-8";
        await context.Response.WriteAsync($"<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code></Error>", context.RequestAborted);
    }

    public static Task NoBucketAsync(HttpContext context) => WriteAsync(context, 404, "notFound", "The specified bucket does not exist.");

    public static Task NoObjectAsync(HttpContext context, string bucket, string name) => WriteAsync(context, 404, "notFound", $"No such object: {bucket}/{name}");

    public static Task TooFastAsync(HttpContext context) =>
        WriteAsync(context, 429, "rateLimitExceeded", "The object exceeded the rate limit for object mutation operations.");
}
