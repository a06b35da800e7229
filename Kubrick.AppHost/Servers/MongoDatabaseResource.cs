namespace Kubrick.AppHost.Servers;

/// <summary>A database of a MongoDB server.</summary>
/// <param name="name">The name of the database and of the resource.</param>
/// <param name="server">The server.</param>
/// <param name="endpoint">The server's endpoint.</param>
/// <param name="password">The password of <see cref="User"/>; null for a server without users, which listens on the loopback address only.</param>
internal sealed class MongoDatabaseResource(string name, IResource server, EndpointReference endpoint, ParameterResource? password) : Resource(name), IResourceWithParent, IResourceWithConnectionString
{
    /// <summary>The user of a server that has users.</summary>
    public const string User = "kubrick";

    /// <inheritdoc/>
    public IResource Parent => server;

    /// <inheritdoc/>
    public ReferenceExpression ConnectionStringExpression => password is null
        ? ReferenceExpression.Create($"mongodb://{endpoint.Property(EndpointProperty.HostAndPort)}/{Name}")
        : ReferenceExpression.Create($"mongodb://{User}:{password:uri}@{endpoint.Property(EndpointProperty.HostAndPort)}/{Name}?authSource=admin");
}
