namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// A server that Aspire runs in a container. Here it is a local process, started by the server's <c>run</c> script;
/// a container without such a script cannot be run.
/// </summary>
/// <param name="name">The resource's name.</param>
/// <param name="entrypoint">Ignored: there is no image to start.</param>
public class ContainerResource(string name, string? entrypoint = null)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport
{
    /// <summary>Kept for the model's sake; no image is started here.</summary>
    public string? Entrypoint { get; set; } = entrypoint;
}
