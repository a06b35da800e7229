using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Kubrick.AppHost.Local;

/// <summary>Who needs whom.</summary>
internal static class StopOrder
{
    /// <summary>Resources in groups: each group is stopped when the ones before it are gone. What others need comes last.</summary>
    public static IReadOnlyList<IReadOnlyList<IResource>> Of(IReadOnlyList<IResource> resources)
    {
        var depths = new Dictionary<IResource, int>();
        foreach (var resource in resources)
        {
            Depth(resource, depths, []);
        }

        return [.. resources.GroupBy(resource => depths[resource]).OrderByDescending(group => group.Key).Select(group => group.ToList())];
    }

    /// <exception cref="DistributedApplicationException">Resources wait for one another in a circle.</exception>
    public static void RejectCircles(IEnumerable<IResource> resources)
    {
        var done = new HashSet<IResource>();
        foreach (var resource in resources)
        {
            Visit(resource, done, []);
        }
    }

    private static void Visit(IResource resource, HashSet<IResource> done, List<IResource> path)
    {
        if (path.IndexOf(resource) is >= 0 and var at)
        {
            throw new DistributedApplicationException(
                $"Resources wait for one another in a circle: {string.Join(" → ", path.Skip(at).Append(resource).Select(member => member.Name))}.");
        }

        if (done.Contains(resource))
        {
            return;
        }

        path.Add(resource);
        foreach (var awaited in AwaitedBy(resource))
        {
            Visit(awaited, done, path);
        }

        path.RemoveAt(path.Count - 1);
        done.Add(resource);
    }

    private static IEnumerable<IResource> AwaitedBy(IResource resource) =>
        resource.Annotations.OfType<WaitAnnotation>().Select(wait => ResourceIds.Root(wait.Resource));

    private static bool Awaits(IResource resource, IResource other) => AwaitedBy(resource).Any(awaited => awaited == other || Awaits(awaited, other));

    // References may go round in a circle, unlike waits: one that contradicts a wait, or leads back to where it came from, is ignored.
    private static int Depth(IResource resource, Dictionary<IResource, int> depths, HashSet<IResource> path)
    {
        if (depths.TryGetValue(resource, out var known))
        {
            return known;
        }

        path.Add(resource);
        var needs = AwaitedBy(resource)
            .Concat(resource.Annotations.OfType<ResourceReferenceAnnotation>()
                .Select(reference => ResourceIds.Root(reference.Resource))
                .Where(used => !Awaits(used, resource)))
            .Where(need => !path.Contains(need))
            .ToList();
        var depth = needs.Select(need => Depth(need, depths, path) + 1).DefaultIfEmpty(0).Max();
        path.Remove(resource);
        return depths[resource] = depth;
    }
}
