namespace Aspire.Hosting.ApplicationModel;

/// <summary>A MongoDB server.</summary>
/// <param name="name">The resource's name.</param>
public class MongoDBServerResource(string name) : ContainerResource(name), IResourceWithConnectionString
{
    internal const string PrimaryEndpointName = "tcp";

    private readonly Dictionary<string, string> _databases = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where it listens.</summary>
    public EndpointReference PrimaryEndpoint => new(this, PrimaryEndpointName);

    /// <summary>The databases: names of resources and of databases.</summary>
    public IReadOnlyDictionary<string, string> Databases => _databases;

    /// <inheritdoc/>
    /// <remarks>Without user and password: the local server knows no authentication and listens on the loopback interface only.</remarks>
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"mongodb://{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}");

    internal void AddDatabase(string name, string databaseName) => _databases.Add(name, databaseName);
}
