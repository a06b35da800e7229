namespace Kubrick.AppHost.Replicas;

/// <summary>A project that the build of the AppHost has built already: <c>dotnet run</c> need not look at it again, many at a time.</summary>
/// <typeparam name="TProject">The project.</typeparam>
internal sealed class BuiltProject<TProject> : IProjectMetadata
    where TProject : IProjectMetadata, new()
{
    private readonly TProject project = new();

    /// <inheritdoc/>
    public string ProjectPath => project.ProjectPath;

    /// <inheritdoc/>
    public LaunchSettings? LaunchSettings => project.LaunchSettings;

    /// <inheritdoc/>
    public bool SuppressBuild => true;
}
