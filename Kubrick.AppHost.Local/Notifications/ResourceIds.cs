using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Kubrick.AppHost.Local;

/// <summary>The names of a resource's replicas.</summary>
internal static class ResourceIds
{
    public static int Replicas(IResource resource) => resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1;

    public static string Of(IResource resource, int replica) =>
        Replicas(resource) == 1 ? resource.Name : string.Create(CultureInfo.InvariantCulture, $"{resource.Name}-{replica}");

    public static IEnumerable<string> Of(IResource resource) => Enumerable.Range(0, Replicas(resource)).Select(replica => Of(resource, replica));

    /// <summary>The resource whose processes decide about this one: a database lives in its server.</summary>
    public static IResource Root(IResource resource) => resource is IResourceWithParent child ? Root(child.Parent) : resource;

    public static bool HasProcesses(IResource resource) => resource.Annotations.OfType<LaunchAnnotation>().Any();
}
