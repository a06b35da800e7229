namespace Kubrick.Storage.Gcp;

/// <summary>The section <c>Storage:Gcp</c>: a private bucket of Google Cloud Storage.</summary>
public sealed class GcpStorageOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = StorageOptions.Section + ":Gcp";

    /// <summary>Google's address.</summary>
    internal static readonly Uri Google = new("https://storage.googleapis.com");

    /// <summary>The project that owns the bucket (environment <c>GCP_PROJECT_ID</c>); used only to create the bucket.</summary>
    public string? ProjectId { get; set; }

    /// <summary>The bucket (environment <c>GCP_BUCKET_NAME</c>).</summary>
    public string Bucket { get; set; } = "";

    /// <summary>
    /// A file with credentials (environment <c>GOOGLE_APPLICATION_CREDENTIALS</c>); without one Google's library searches: the user's own login, then
    /// the metadata server of the machine (workload identity).
    /// </summary>
    public string? CredentialsFile { get; set; }

    /// <summary>
    /// The service account that signs URLs through IAM, by its email address. Only for credentials that cannot sign themselves, such as a user's login,
    /// which must be allowed to impersonate it.
    /// </summary>
    public string? SigningServiceAccount { get; set; }

    /// <summary>The location of a new bucket, such as <c>EU</c>; null for Google's default.</summary>
    public string? Location { get; set; }

    /// <summary>The address of an emulator; null for Google's. It receives the tokens of the credentials.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The address of the storage, without a path.</summary>
    internal Uri Address => new((Endpoint ?? Google).GetLeftPart(UriPartial.Authority));

    /// <summary>The same settings for another bucket.</summary>
    internal GcpStorageOptions In(string bucket)
    {
        var options = (GcpStorageOptions)MemberwiseClone();
        options.Bucket = bucket;
        return options;
    }
}
