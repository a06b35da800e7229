namespace Kubrick.AppHost.Storage;

/// <summary>Where the application keeps its objects.</summary>
/// <param name="Provider"><c>local</c>, <c>s3</c> or <c>gcp</c>.</param>
/// <param name="Folder">The folder of the provider <c>local</c>.</param>
/// <param name="Server">The S3 server that this application runs itself; null where a folder or a server elsewhere is used.</param>
internal sealed record ObjectStorage(string Provider, string Folder, S3Server? Server);
