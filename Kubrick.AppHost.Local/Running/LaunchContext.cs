namespace Kubrick.AppHost.Local;

/// <summary>What a resource is given when one of its processes is started.</summary>
/// <param name="Folders">The run's folders.</param>
/// <param name="Port">A further port by its purpose: free, the resource's own, the same at every start.</param>
/// <param name="CancellationToken">Ends the start.</param>
internal sealed record LaunchContext(DataFolder Folders, Func<string, int> Port, CancellationToken CancellationToken);
