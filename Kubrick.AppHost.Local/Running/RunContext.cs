using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Kubrick.AppHost.Local;

/// <summary>What all resources of one run share.</summary>
internal sealed record RunContext(
    string RunId,
    DataFolder Folders,
    Guard Guard,
    PortReservations Ports,
    ResourceEnvironment Environment,
    ResourceNotificationService Notifications,
    HttpMessageInvoker Http,
    ILookup<IResource, IResource> Children,
    ILogger Logger,
    TimeProvider Time,
    CancellationToken Force)
{
    private readonly Dictionary<string, int> _furtherPorts = [];

    public IEnumerable<IResource> ChildrenOf(IResource resource) =>
        Children[resource].SelectMany(child => ChildrenOf(child).Prepend(child));

    /// <summary>Everything that one process of a resource is started with.</summary>
    public async Task<ProcessStart> PrepareAsync(IResource resource, int replica, string id, CancellationToken cancellationToken)
    {
        var context = new LaunchContext(Folders, purpose => FurtherPort($"{id}/{purpose}"), cancellationToken);
        var launch = await resource.Annotations.OfType<LaunchAnnotation>().Last().Create(context);
        var arguments = await ResourceEnvironment.ArgumentsAsync(resource, cancellationToken);
        var variables = await Environment.VariablesAsync(resource, replica, $"{RunId}-{id}", cancellationToken);
        foreach (var (name, value) in launch.Environment)
        {
            variables.TryAdd(name, value);
        }

        return new ProcessStart(launch.Program, launch.WorkingDirectory, [.. launch.Arguments, .. arguments], variables, $"{RunId}/{id}");
    }

    private int FurtherPort(string key)
    {
        lock (_furtherPorts)
        {
            if (!_furtherPorts.TryGetValue(key, out var port))
            {
                _furtherPorts[key] = port = Ports.Reserve();
            }

            return port;
        }
    }
}
