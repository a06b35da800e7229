namespace Aspire.Hosting.ApplicationModel;

/// <summary>A program.</summary>
/// <param name="name">The resource's name.</param>
/// <param name="command">The program: a path, relative to the AppHost's folder or full, or a name on the <c>PATH</c>.</param>
/// <param name="workingDirectory">Where it runs.</param>
public class ExecutableResource(string name, string command, string workingDirectory)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport
{
    /// <summary>The program.</summary>
    public string Command { get; } = command;

    /// <summary>Where it runs.</summary>
    public string WorkingDirectory { get; } = workingDirectory;
}
