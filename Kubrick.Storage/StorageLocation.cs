namespace Kubrick.Storage;

/// <summary>The place where this process stores objects; registered by <c>AddStorage</c>.</summary>
/// <param name="Provider"><see cref="Local"/>, <see cref="S3"/> or <c>gcp</c>.</param>
/// <param name="Bucket">The bucket; with <see cref="Local"/> the name of the folder.</param>
public sealed record StorageLocation(string Provider, string Bucket)
{
    /// <summary>The provider that stores objects in a folder.</summary>
    public const string Local = "local";

    /// <summary>The provider that stores objects in a bucket of Amazon S3 or a compatible server.</summary>
    public const string S3 = "s3";
}
