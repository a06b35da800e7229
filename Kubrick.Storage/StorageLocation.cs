namespace Kubrick.Storage;

/// <summary>Where this process's objects are: registered by <c>AddStorage</c>.</summary>
/// <param name="Provider"><c>local</c>, <c>s3</c> or <c>gcp</c>.</param>
/// <param name="Bucket">The bucket; with <c>local</c> the name of the folder.</param>
public sealed record StorageLocation(string Provider, string Bucket);
