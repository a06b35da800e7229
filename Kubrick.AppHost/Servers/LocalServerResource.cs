namespace Kubrick.AppHost.Servers;

/// <summary>A server that runs as a process of this machine: <c>deploy/local/NAME/run</c>.</summary>
internal class LocalServerResource(string name, string command, string workingDirectory) : ExecutableResource(name, command, workingDirectory)
{
    /// <summary>Where the server listens, on the loopback address only.</summary>
    public EndpointReference Endpoint => field ??= new EndpointReference(this, LocalServerExtensions.EndpointName);
}
