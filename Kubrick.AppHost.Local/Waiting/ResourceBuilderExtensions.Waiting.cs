using Aspire.Hosting.ApplicationModel;
using Kubrick.AppHost.Local;

namespace Aspire.Hosting;

/// <content>The order in which resources start.</content>
public static partial class ResourceBuilderExtensions
{
    /// <summary>Starts a resource only when another is healthy in all its replicas (running, where it has no health check).</summary>
    /// <typeparam name="T">The resource's type.</typeparam>
    /// <param name="builder">The resource that waits.</param>
    /// <param name="dependency">The resource it waits for.</param>
    /// <returns>The resource that waits.</returns>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport => builder.Waits(dependency, WaitType.Healthy);

    /// <summary>Starts a resource only when another runs in all its replicas.</summary>
    /// <typeparam name="T">The resource's type.</typeparam>
    /// <param name="builder">The resource that waits.</param>
    /// <param name="dependency">The resource it waits for.</param>
    /// <returns>The resource that waits.</returns>
    public static IResourceBuilder<T> WaitForStart<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport => builder.Waits(dependency, WaitType.Started);

    /// <summary>
    /// Starts a resource only when another has finished; that one is not started again when it exits. A wrong exit code
    /// is a failure of the resource that waits.
    /// </summary>
    /// <typeparam name="T">The resource's type.</typeparam>
    /// <param name="builder">The resource that waits.</param>
    /// <param name="dependency">The resource it waits for.</param>
    /// <param name="exitCode">The exit code that it must end with.</param>
    /// <returns>The resource that waits.</returns>
    public static IResourceBuilder<T> WaitForCompletion<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, int exitCode = 0)
        where T : IResourceWithWaitSupport => builder.Waits(dependency, WaitType.Completion, exitCode);

    private static IResourceBuilder<T> Waits<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, WaitType type, int exitCode = 0)
        where T : IResource
    {
        if (ReferenceEquals(builder.Resource, dependency.Resource))
        {
            throw new DistributedApplicationException($"The resource '{builder.Resource.Name}' cannot wait for itself.");
        }

        return builder.WithAnnotation(new WaitAnnotation(dependency.Resource, type, exitCode));
    }
}
