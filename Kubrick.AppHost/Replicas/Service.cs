namespace Kubrick.AppHost.Replicas;

/// <summary>
/// A service of the application: one project in one or more replicas. Each replica is a separate resource with its own endpoint, so the
/// gateway can probe and avoid it, and an operator can start, stop and watch it.
/// </summary>
/// <param name="name">The name for service discovery: <c>http://NAME</c>.</param>
/// <param name="replicas">The replicas.</param>
internal sealed class Service(string name, IReadOnlyList<IResourceBuilder<ProjectResource>> replicas)
{
    /// <summary>The name for service discovery.</summary>
    public string Name => name;

    /// <summary>The replicas.</summary>
    public IReadOnlyList<IResourceBuilder<ProjectResource>> Replicas => replicas;

    /// <summary>Configures each replica.</summary>
    public Service Each(Action<IResourceBuilder<ProjectResource>> configure)
    {
        foreach (var replica in replicas)
        {
            configure(replica);
        }

        return this;
    }

    /// <summary>Passes a connection string to each replica.</summary>
    public Service WithReference(IResourceBuilder<IResourceWithConnectionString> source) => Each(replica => replica.WithReference(source));

    /// <summary>
    /// Passes the endpoints of all replicas of <paramref name="service"/> to each replica, in the variables of service discovery:
    /// <c>services__NAME__http__0</c>, <c>__1</c>, …
    /// </summary>
    public Service WithReference(Service service) => Each(replica =>
    {
        for (var i = 0; i < service.Replicas.Count; i++)
        {
            var target = service.Replicas[i];
            replica.WithReferenceRelationship(target).WithEnvironment($"services__{service.Name}__http__{i}", target.GetEndpoint("http"));
        }
    });

    /// <summary>Delays the start of the replicas until <paramref name="dependency"/> is healthy.</summary>
    public Service WaitFor(IResourceBuilder<IResource> dependency) => Each(replica => replica.WaitFor(dependency));

    /// <summary>Delays the start of the replicas until all replicas of <paramref name="dependency"/> are healthy.</summary>
    public Service WaitFor(Service dependency) => Each(replica =>
    {
        foreach (var target in dependency.Replicas)
        {
            replica.WaitFor(target);
        }
    });

    /// <summary>Marks the endpoint as reachable by users.</summary>
    public Service WithExternalHttpEndpoints() => Each(replica => replica.WithExternalHttpEndpoints());
}
