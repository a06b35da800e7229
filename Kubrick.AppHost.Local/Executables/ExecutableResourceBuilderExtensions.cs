using Aspire.Hosting.ApplicationModel;
using Kubrick.AppHost.Local;

namespace Aspire.Hosting;

/// <summary>Programs of the application.</summary>
public static class ExecutableResourceBuilderExtensions
{
    /// <summary>
    /// Adds a program. One without endpoints that exits with 0 has finished; otherwise it is started again.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="command">The program: a path, relative to the AppHost's folder or full, or a name on the <c>PATH</c>.</param>
    /// <param name="workingDirectory">Where it runs, relative to the AppHost's folder or full.</param>
    /// <param name="args">Its arguments.</param>
    /// <returns>The program.</returns>
    public static IResourceBuilder<ExecutableResource> AddExecutable(
        this IDistributedApplicationBuilder builder, string name, string command, string workingDirectory, params string[]? args) =>
        Add(builder, name, command, workingDirectory).WithArgs(args ?? []);

    /// <summary>Adds a program whose arguments may hold values that are known once the application starts.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="command">The program.</param>
    /// <param name="workingDirectory">Where it runs.</param>
    /// <param name="args">Its arguments: texts, endpoints, expressions, parameters.</param>
    /// <returns>The program.</returns>
    public static IResourceBuilder<ExecutableResource> AddExecutable(
        this IDistributedApplicationBuilder builder, string name, string command, string workingDirectory, params object[]? args) =>
        Add(builder, name, command, workingDirectory).WithArgs(args ?? []);

    private static IResourceBuilder<ExecutableResource> Add(
        IDistributedApplicationBuilder builder, string name, string command, string workingDirectory)
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        ArgumentNullException.ThrowIfNull(workingDirectory);
        var folder = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, workingDirectory));
        var program = command.Contains('/', StringComparison.Ordinal) ? Path.GetFullPath(Path.Combine(builder.AppHostDirectory, command)) : command;
        return builder.AddResource(new ExecutableResource(name, program, folder))
            .WithAnnotation(new LaunchAnnotation(_ => ValueTask.FromResult(new Launch(program, folder))));
    }
}
