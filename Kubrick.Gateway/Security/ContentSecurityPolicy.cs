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

    internal static IReadOnlyList<string> StorageSources(IConfiguration storage) => storage["Provider"]?.ToLowerInvariant() switch
    {
        "s3" when Uri.TryCreate(storage["S3:PublicEndpoint"] ?? storage["S3:Endpoint"], UriKind.Absolute, out var endpoint) =>
            // Servers address the bucket by path or by subdomain.
            [endpoint.GetLeftPart(UriPartial.Authority), $"{endpoint.Scheme}://{storage["S3:Bucket"]}.{endpoint.Authority}"],
        "s3" => [$"https://{storage["S3:Bucket"]}.s3.{storage["S3:Region"]}.amazonaws.com", $"https://s3.{storage["S3:Region"]}.amazonaws.com"],
        "gcp" when Uri.TryCreate(storage["Gcp:Endpoint"], UriKind.Absolute, out var endpoint) => [endpoint.GetLeftPart(UriPartial.Authority)],
        "gcp" => ["https://storage.googleapis.com"],
        _ => [],
    };
}
