namespace Kubrick.AppHost.Servers;

/// <summary>A server that runs as a local process: <c>deploy/local/NAME/run</c>.</summary>
internal class LocalServerResource(string name, string command, string workingDirectory) : ExecutableResource(name, command, workingDirectory)
{
    /// <summary>The server's endpoint, on the loopback address only.</summary>
    public EndpointReference Endpoint => field ??= new EndpointReference(this, LocalServerExtensions.EndpointName);
}
