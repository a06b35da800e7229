namespace Kubrick.AppHost;

/// <summary>Where the application keeps its objects.</summary>
/// <param name="Provider"><c>local</c>, <c>s3</c> or <c>gcp</c>.</param>
/// <param name="Server">The S3 server that this application runs itself; null where a folder or a server elsewhere is used.</param>
internal sealed record ObjectStorage(string Provider, S3Server? Server)
{
    /// <summary>The folder of the provider <c>local</c>.</summary>
    public required string Folder { get; init; }
}
