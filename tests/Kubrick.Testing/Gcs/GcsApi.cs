using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace Kubrick.Testing.Gcs;

/// <summary>The JSON API: buckets, objects, and starting uploads. Every request needs a token.</summary>
internal sealed class GcsApi(GcsBuckets buckets, GcsSessions sessions, GcsServiceAccount account)
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/storage/v1/b", Guard(CreateBucketAsync));
        app.MapGet("/storage/v1/b/{bucket}", InBucket((context, bucket) => WriteAsync(context, bucket.Settings)));
        app.MapPatch("/storage/v1/b/{bucket}", InBucket(ChangeBucketAsync));
        app.MapGet("/storage/v1/b/{bucket}/o", InBucket(ListAsync));
        app.MapGet("/storage/v1/b/{bucket}/o/{name}", InBucket(ReadAsync));
        app.MapDelete("/storage/v1/b/{bucket}/o/{name}", InBucket(DeleteAsync));
        app.MapPost("/storage/v1/b/{bucket}/o/{name}/rewriteTo/b/{target}/o/{copy}", InBucket(CopyAsync));
        app.MapPost("/upload/storage/v1/b/{bucket}/o", InBucket(UploadAsync));
    }

    private async Task CreateBucketAsync(HttpContext context)
    {
        var settings = await ReadJsonAsync(context);
        var name = settings["name"]!.GetValue<string>();
        if (string.IsNullOrEmpty(context.Request.Query["project"]))
        {
            await GcsErrors.WriteAsync(context, 400, "required", "Required parameter: project");
        }
        else if (!buckets.Add(name, settings))
        {
            await GcsErrors.WriteAsync(context, 409, "conflict", "Your previous request to create the named bucket succeeded and you already own it.");
        }
        else
        {
            await WriteAsync(context, buckets.Find(name)!.Settings);
        }
    }

    private static async Task ChangeBucketAsync(HttpContext context, GcsBucket bucket)
    {
        var patch = await ReadJsonAsync(context);
        if (bucket.Change(patch, context.Request.Query["ifMetagenerationMatch"].FirstOrDefault()))
        {
            await WriteAsync(context, bucket.Settings);
        }
        else
        {
            await GcsErrors.WriteAsync(context, 412, "conditionNotMet", "At least one of the pre-conditions you specified did not hold.");
        }
    }

    private static Task ListAsync(HttpContext context, GcsBucket bucket)
    {
        var query = context.Request.Query;
        var after = query["pageToken"].FirstOrDefault() ?? "";
        var size = int.TryParse(query["maxResults"], CultureInfo.InvariantCulture, out var max) ? max : 1000;
        var found = bucket.List(query["prefix"].FirstOrDefault() ?? "").Where(item => string.CompareOrdinal(item.Name, after) > 0).ToList();
        var page = found.Take(size).ToList();
        var answer = new JsonObject { ["kind"] = "storage#objects" };
        if (page.Count > 0)
        {
            answer["items"] = new JsonArray([.. page.Select(item => item.ToJson(bucket.Name))]);
        }

        if (found.Count > size)
        {
            answer["nextPageToken"] = page[^1].Name;
        }

        return WriteAsync(context, answer);
    }

    private static async Task ReadAsync(HttpContext context, GcsBucket bucket)
    {
        var name = NameIn(context);
        var isMedia = context.Request.Query["alt"] == "media";
        if (bucket.Find(name) is not { } found)
        {
            await (isMedia ? Results.Text($"No such object: {bucket.Name}/{name}", statusCode: 404).ExecuteAsync(context) : GcsErrors.NoObjectAsync(context, bucket.Name, name));
        }
        else if (isMedia)
        {
            await GcsMedia.WriteAsync(context, found);
        }
        else
        {
            await WriteAsync(context, found.ToJson(bucket.Name));
        }
    }

    private static Task DeleteAsync(HttpContext context, GcsBucket bucket)
    {
        var name = NameIn(context);
        if (!bucket.Remove(name))
        {
            return GcsErrors.NoObjectAsync(context, bucket.Name, name);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>Copies within the bucket, in one step as the real one does there.</summary>
    private static Task CopyAsync(HttpContext context, GcsBucket bucket)
    {
        var (name, copy) = (NameIn(context), Uri.UnescapeDataString((string)context.GetRouteValue("copy")!));
        var generation = context.Request.Query["sourceGeneration"].FirstOrDefault();
        if (bucket.Find(name) is not { } found || (generation is not null && generation != found.Generation.ToString(CultureInfo.InvariantCulture)))
        {
            return GcsErrors.NoObjectAsync(context, bucket.Name, name);
        }

        return bucket.Put(copy, found.Content, found.ContentType, found.CacheControl) is { } stored
            ? WriteAsync(context, new JsonObject { ["kind"] = "storage#rewriteResponse", ["done"] = true, ["resource"] = stored.ToJson(bucket.Name) })
            : GcsErrors.TooFastAsync(context);
    }

    private Task UploadAsync(HttpContext context, GcsBucket bucket) => context.Request.Query["uploadType"] == "resumable"
        ? sessions.StartAsync(context, bucket)
        : PutAsync(context, bucket);

    /// <summary>Metadata and content in one request (<c>multipart/related</c>).</summary>
    private static async Task PutAsync(HttpContext context, GcsBucket bucket)
    {
        var boundary = Microsoft.Net.Http.Headers.MediaTypeHeaderValue.Parse(context.Request.ContentType).Boundary.Value!;
        var reader = new MultipartReader(boundary.Trim('"'), context.Request.Body);
        var first = (await reader.ReadNextSectionAsync(context.RequestAborted))!;
        var metadata = (await JsonNode.ParseAsync(first.Body, cancellationToken: context.RequestAborted))!.AsObject();
        var second = (await reader.ReadNextSectionAsync(context.RequestAborted))!;
        using var content = new MemoryStream();
        await second.Body.CopyToAsync(content, context.RequestAborted);
        if (metadata["crc32c"] is { } checksum && checksum.GetValue<string>() != GcsChecksum.Of(content.ToArray()))
        {
            await GcsErrors.WriteAsync(context, 400, "invalid", "Provided CRC32C does not match calculated CRC32C.");
            return;
        }

        var name = metadata["name"]!.GetValue<string>();
        if (bucket.Put(name, content.ToArray(), metadata["contentType"]!.GetValue<string>(), metadata["cacheControl"]?.GetValue<string>()) is { } stored)
        {
            await WriteAsync(context, stored.ToJson(bucket.Name));
        }
        else
        {
            await GcsErrors.TooFastAsync(context);
        }
    }

    private RequestDelegate Guard(RequestDelegate next) => context => account.IsAuthorized(context.Request)
        ? next(context)
        : GcsErrors.WriteAsync(context, 401, "authError", "Invalid Credentials");

    private RequestDelegate InBucket(Func<HttpContext, GcsBucket, Task> next) => Guard(context =>
        buckets.Find((string)context.GetRouteValue("bucket")!) is { } bucket ? next(context, bucket) : GcsErrors.NoBucketAsync(context));

    private static string NameIn(HttpContext context) => Uri.UnescapeDataString((string)context.GetRouteValue("name")!);

    private static async Task<JsonObject> ReadJsonAsync(HttpContext context) =>
        (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!.AsObject();

    private static Task WriteAsync(HttpContext context, JsonObject answer) => Results.Text(answer.ToJsonString(), "application/json").ExecuteAsync(context);
}
