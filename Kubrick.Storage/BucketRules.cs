namespace Kubrick.Storage;

/// <summary>What every bucket needs (<c>docs/storage-setup.md</c>).</summary>
internal sealed record BucketRules(IReadOnlyList<string> Origins, int UploadDays)
{
    /// <summary>How long browsers remember a preflight.</summary>
    public const int CorsMaxAge = 3600;

    public static readonly IReadOnlyList<string> Methods = ["GET", "PUT", "POST", "DELETE", "HEAD"];

    /// <summary>The headers that a browser may read.</summary>
    public static readonly IReadOnlyList<string> ExposedHeaders = ["ETag", "Content-Type", "Content-Range", "Content-Length", "Range"];

    /// <param name="origins">The configured origins. The signed URL is the credential and no cookies are sent, so without any a bucket may allow every origin.</param>
    /// <param name="options">The lifetime of uploads.</param>
    public static BucketRules Of(IReadOnlyList<string> origins, StorageOptions options) =>
        new(origins.Count > 0 ? origins : ["*"], (int)Math.Ceiling(options.UploadLifetime.TotalDays));

    public string CorsDescription => $"Allow browsers of {(Origins is ["*"] ? "every origin" : string.Join(", ", Origins))} (CORS): {string.Join(", ", Methods)}";

    public string ExpiryDescription => FormattableString.Invariant($"Abort multipart uploads that are not completed within {UploadDays} days (lifecycle rule)");
}
