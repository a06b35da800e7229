using Aspire.Hosting.ApplicationModel;
using Kubrick.AppHost.Local;

namespace Aspire.Hosting;

/// <summary>Projects of the application.</summary>
public static class ProjectResourceBuilderExtensions
{
    private const int MaxReplicas = 64;

    /// <summary>
    /// Adds a .NET project. Launch profiles are not read: say with <c>WithHttpEndpoint</c> that it listens. It runs in its
    /// project folder from the assembly that the build of the AppHost made.
    /// </summary>
    /// <typeparam name="TProject">The project: a class in the namespace <c>Projects</c> that the build writes.</typeparam>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name, also in service discovery.</param>
    /// <returns>The project.</returns>
    /// <exception cref="DistributedApplicationException">The class does not know the built assembly.</exception>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new()
    {
        if (new TProject() is not IBuiltProject project)
        {
            throw new DistributedApplicationException(
                $"{typeof(TProject).FullName} does not know its built assembly: import Kubrick.AppHost.Local.targets in the project that references it.");
        }

        return builder.AddResource(new ProjectResource(name))
            .WithAnnotation(project)
            .WithAnnotation(new LaunchAnnotation(_ => ValueTask.FromResult(DotnetProgram.Launch(project))));
    }

    /// <summary>
    /// Runs several processes of a project. Each listens on a port of its own, and a reference to the project names them all
    /// (<c>services__name__http__0</c>, <c>__1</c>…): there is no proxy before them.
    /// </summary>
    /// <param name="builder">The project.</param>
    /// <param name="replicas">The number, 1 to 64.</param>
    /// <returns>The project.</returns>
    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(replicas, MaxReplicas);
        return builder.WithAnnotation(new ReplicaAnnotation(replicas), ResourceAnnotationMutationBehavior.Replace);
    }
}
