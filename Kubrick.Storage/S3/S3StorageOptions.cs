namespace Kubrick.Storage.S3;

/// <summary>The section <c>Storage:S3</c>: a private bucket on Amazon S3 or a compatible server.</summary>
public sealed class S3StorageOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = StorageOptions.Section + ":S3";

    /// <summary>The bucket (environment <c>AWS_BUCKET_NAME</c>).</summary>
    public string Bucket { get; set; } = "";

    /// <summary>The region (environment <c>AWS_REGION</c>).</summary>
    public string Region { get; set; } = "";

    /// <summary>The access key (environment <c>AWS_ACCESS_KEY_ID</c>); without one the SDK's default credential chain applies (roles, profiles).</summary>
    public string? AccessKeyId { get; set; }

    /// <summary>The secret of the access key (environment <c>AWS_SECRET_ACCESS_KEY</c>).</summary>
    public string? SecretAccessKey { get; set; }

    /// <summary>The server's URL; null for Amazon's.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The server's URL for browsers, which signed URLs contain; null if it equals <see cref="Endpoint"/>.</summary>
    public Uri? PublicEndpoint { get; set; }

    /// <summary>Puts the bucket into the path instead of the host name, as most other servers than Amazon's require.</summary>
    public bool ForcePathStyle { get; set; }

    /// <summary>Creates and configures the bucket at start. For development only.</summary>
    public bool CreateBucket { get; set; }

    /// <summary>The same settings for another bucket.</summary>
    internal S3StorageOptions In(string bucket)
    {
        var options = (S3StorageOptions)MemberwiseClone();
        options.Bucket = bucket;
        return options;
    }
}
