namespace Kubrick.AppHost.Storage;

/// <summary>The application's own S3 server, for development and tests.</summary>
/// <param name="Resource">The resource that services wait for.</param>
/// <param name="Endpoint">The server's endpoint.</param>
/// <param name="SecretAccessKey">The secret of <see cref="AccessKeyId"/>.</param>
internal sealed record S3Server(IResourceBuilder<IResource> Resource, EndpointReference Endpoint, IResourceBuilder<ParameterResource> SecretAccessKey)
{
    /// <summary>The bucket that the services create.</summary>
    public const string Bucket = "kubrick";

    /// <summary>The access key id.</summary>
    public const string AccessKeyId = "kubrick";
}
