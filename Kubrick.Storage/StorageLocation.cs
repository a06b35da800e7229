namespace Kubrick.Storage;

/// <summary>The place where this process stores objects; registered by <c>AddStorage</c>.</summary>
/// <param name="Provider"><see cref="Local"/>, <see cref="S3"/> or <see cref="Gcp"/>.</param>
/// <param name="Bucket">The bucket; with <see cref="Local"/> the name of the folder.</param>
public sealed record StorageLocation(string Provider, string Bucket)
{
    /// <summary>The provider that stores objects in a folder.</summary>
    public const string Local = "local";

    /// <summary>The provider that stores objects in a bucket of Amazon S3 or a compatible server.</summary>
    public const string S3 = "s3";

    /// <summary>The provider that stores objects in a bucket of Google Cloud Storage.</summary>
    public const string Gcp = "gcp";

    /// <summary>
    /// Whether the parts of an upload go in order to one session URL, with <c>Content-Range</c> and without ETags; else each goes to its own URL, in any
    /// order.
    /// </summary>
    public bool IsSerial => Provider == Gcp;
}
