namespace Kubrick.AppHost.Storage;

/// <summary>The object storage of the application.</summary>
/// <param name="Provider"><c>local</c>, <c>s3</c> or <c>gcp</c>.</param>
/// <param name="Folder">The folder of the provider <c>local</c>; with another provider it may contain older recordings.</param>
/// <param name="Server">The application's own S3 server; null with a folder or an external server.</param>
internal sealed record ObjectStorage(string Provider, string Folder, S3Server? Server);
