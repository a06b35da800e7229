namespace Kubrick.Storage.Gcp;

/// <summary>
/// The Cache-Control of objects in the bucket. The response to a signed URL repeats it, and unlike S3's URLs those of GCS cannot replace it. So media
/// are stored as private, for no longer than a URL lives.
/// </summary>
internal sealed class GcpCaching(StorageOptions options)
{
    /// <summary>The header of media: no shared cache may serve them to a client whose URL has expired.</summary>
    public string Media { get; } = FormattableString.Invariant($"private, max-age={(long)options.ReadUrlLifetime.TotalSeconds}");

    /// <summary>The header that an object is stored with.</summary>
    public string? InBucket(string? cacheControl) => cacheControl == CacheRules.Media ? Media : cacheControl;
}
