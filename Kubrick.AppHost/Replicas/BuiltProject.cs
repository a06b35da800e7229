namespace Kubrick.AppHost.Replicas;

/// <summary>A project that was built with the AppHost, so <c>dotnet run</c>, where it is used (<see cref="BuiltProgram"/>), does not build it again.</summary>
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
