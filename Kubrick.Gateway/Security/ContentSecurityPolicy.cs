namespace Kubrick.Gateway.Security;

/// <summary>
/// The Content-Security-Policy. Scripts, styles and workers load from this origin only; media, images and connections also from the object storage of signed URLs.
/// </summary>
internal sealed class ContentSecurityPolicy(IConfiguration configuration)
{
    /// <summary>The header's value.</summary>
    public string Value { get; } = Build(StorageSources(configuration.GetSection("Storage")));

    internal static string Build(IEnumerable<string> storage)
    {
        var origins = string.Concat(storage.Select(origin => " " + origin));
        return string.Join("; ",
            "default-src 'self'",
            // The recorder hashes with WebAssembly; the keyword allows no evaluation of JavaScript.
            "script-src 'self' 'wasm-unsafe-eval'",
            "style-src 'self'",
            $"img-src 'self' data: blob:{origins}",
            $"media-src 'self' blob:{origins}",
            $"connect-src 'self'{origins}",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'");
    }

    /// <summary>The origins of the configured provider, and of others whose buckets are configured: older recordings may lie there.</summary>
    internal static IReadOnlyList<string> StorageSources(IConfiguration storage)
    {
        var provider = storage["Provider"]?.ToLowerInvariant();
        return
        [
            .. provider == "s3" || (IsSet(storage["S3:Bucket"]) && IsSet(storage["S3:Region"])) ? S3(storage) : [],
            .. Local(storage),
            .. provider == "gcp" || IsSet(storage["Gcp:Bucket"]) ? Gcp(storage) : [],
        ];
    }

    /// <summary>The folder's objects have the origin of the pages, unless one of their own is set.</summary>
    private static string[] Local(IConfiguration storage) =>
        Uri.TryCreate(storage["Local:PublicEndpoint"], UriKind.Absolute, out var endpoint) ? [endpoint.GetLeftPart(UriPartial.Authority)] : [];

    private static string[] S3(IConfiguration storage) => Uri.TryCreate(storage["S3:PublicEndpoint"] ?? storage["S3:Endpoint"], UriKind.Absolute, out var endpoint)
        // Servers address the bucket by path or by subdomain.
        ? [endpoint.GetLeftPart(UriPartial.Authority), $"{endpoint.Scheme}://{storage["S3:Bucket"]}.{endpoint.Authority}"]
        : [$"https://{storage["S3:Bucket"]}.s3.{storage["S3:Region"]}.amazonaws.com", $"https://s3.{storage["S3:Region"]}.amazonaws.com"];

    private static string[] Gcp(IConfiguration storage) =>
        [Uri.TryCreate(storage["Gcp:Endpoint"], UriKind.Absolute, out var endpoint) ? endpoint.GetLeftPart(UriPartial.Authority) : "https://storage.googleapis.com"];

    private static bool IsSet(string? value) => !string.IsNullOrWhiteSpace(value);
}
