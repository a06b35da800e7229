using Kubrick.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Kubrick.Web.Hosting;

/// <summary>Serves the built React app: its files, and its page for every path that the app routes itself.</summary>
internal static class WebAppEndpoints
{
    private const string Page = "index.html";
    private const string Revalidated = "no-cache";
    private const string Immutable = "public, max-age=31536000, immutable";

    /// <summary>Prefixes that never get the app's page: routes of other services, and folders that contain only files.</summary>
    private static readonly string[] PrefixesWithoutPage = ["/api", "/ws", "/internal", "/assets"];

    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    /// <summary>Maps the app as the fallback of all other routes.</summary>
    public static void MapWebApp(this WebApplication app)
    {
        var files = app.Environment.WebRootFileProvider;
        app.MapFallback("{*path}", (HttpContext context, string? path) => Serve(files, context, path ?? string.Empty))
            .WithMetadata(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
    }

    private static IResult Serve(IFileProvider files, HttpContext context, string path)
    {
        if (path.Length > 0 && IsServable(path) && files.GetFileInfo(path).Exists)
        {
            return Send(files, context, path);
        }

        return IsPage(context.Request.Path) && files.GetFileInfo(Page).Exists ? Send(files, context, Page) : TypedResults.NotFound();
    }

    private static PhysicalFileHttpResult Send(IFileProvider files, HttpContext context, string path)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = path.StartsWith("assets/", StringComparison.Ordinal) ? Immutable : Revalidated;
        headers.Vary = "Accept-Encoding";
        headers.XContentTypeOptions = "nosniff";

        var contentType = ContentTypes.TryGetContentType(path, out var known) ? known : "application/octet-stream";
        var copy = CompressedFile.Choose(files, path, context.Request);
        if (copy is { Encoding: var encoding })
        {
            headers.ContentEncoding = encoding;
        }

        var file = files.GetFileInfo(copy?.Path ?? path);
        var tag = new Microsoft.Net.Http.Headers.EntityTagHeaderValue($"\"{file.LastModified.UtcTicks:x}-{file.Length:x}\"");
        var isRange = ByteRange.Read(context.Request, file.Length) is not null;
        return TypedResults.PhysicalFile(file.PhysicalPath!, contentType, lastModified: file.LastModified, entityTag: tag, enableRangeProcessing: isRange);
    }

    // Compressed copies and hidden files have no URL of their own.
    private static bool IsServable(string path) =>
        ContentTypes.TryGetContentType(path, out _)
        && !path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
        && !path.Split('/').Any(segment => segment.StartsWith('.'));

    private static bool IsPage(PathString path) =>
        !Array.Exists(PrefixesWithoutPage, prefix => path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase))
        && !path.Value!.AsSpan(path.Value!.LastIndexOf('/') + 1).Contains('.');
}
