namespace Kubrick.AppHost.Storage;

/// <summary>An S3 server that the application runs itself, for development and tests.</summary>
/// <param name="Resource">What services wait for.</param>
/// <param name="Endpoint">Its address.</param>
/// <param name="SecretAccessKey">The secret that belongs to <see cref="AccessKeyId"/>; made at the first start.</param>
internal sealed record S3Server(IResourceBuilder<IResource> Resource, EndpointReference Endpoint, IResourceBuilder<ParameterResource> SecretAccessKey)
{
    /// <summary>The bucket that the services make.</summary>
    public const string Bucket = "kubrick";

    /// <summary>The access key id.</summary>
    public const string AccessKeyId = "kubrick";
}
