namespace Kubrick.Storage.S3;

/// <summary>The section <c>Storage:S3</c>: a private bucket on Amazon S3 or any server that speaks its protocol.</summary>
public sealed class S3StorageOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = StorageOptions.Section + ":S3";

    /// <summary>The bucket (environment <c>AWS_BUCKET_NAME</c>).</summary>
    public string Bucket { get; set; } = "";

    /// <summary>The region (environment <c>AWS_REGION</c>).</summary>
    public string Region { get; set; } = "";

    /// <summary>The access key (environment <c>AWS_ACCESS_KEY_ID</c>); without one the SDK's own chain is asked (roles, profiles).</summary>
    public string? AccessKeyId { get; set; }

    /// <summary>The secret of the access key (environment <c>AWS_SECRET_ACCESS_KEY</c>).</summary>
    public string? SecretAccessKey { get; set; }

    /// <summary>The server's URL; null for Amazon's own.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The server's URL as browsers reach it, which signed URLs carry; null where it is <see cref="Endpoint"/>.</summary>
    public Uri? PublicEndpoint { get; set; }

    /// <summary>Puts the bucket into the path instead of the host name, as most servers other than Amazon's want it.</summary>
    public bool ForcePathStyle { get; set; }

    /// <summary>Makes and sets up the bucket at start. For development: in production the bucket is somebody's to own.</summary>
    public bool CreateBucket { get; set; }
}
