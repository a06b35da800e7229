namespace Kubrick.AppHost.Servers;

/// <summary>A database of a MongoDB server.</summary>
/// <param name="name">The name of the database and of the resource.</param>
/// <param name="server">The server.</param>
/// <param name="endpoint">The server's endpoint.</param>
internal sealed class MongoDatabaseResource(string name, IResource server, EndpointReference endpoint) : Resource(name), IResourceWithParent, IResourceWithConnectionString
{
    /// <inheritdoc/>
    public IResource Parent => server;

    /// <inheritdoc/>
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"mongodb://{endpoint.Property(EndpointProperty.HostAndPort)}/{Name}");
}
