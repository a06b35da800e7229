using System.Runtime.InteropServices;

namespace Kubrick.AppHost.Replicas;

/// <summary>
/// Runs the programs of projects that were built with the AppHost. Aspire would run <c>dotnet run</c>, a second process for each service that takes longer to
/// start than the service.
/// </summary>
internal static class BuiltProgram
{
    // An IDE starts projects itself, to debug them; so does `dotnet watch`, to rebuild them.
    private static readonly string[] OtherLaunchers = ["DEBUG_SESSION_PORT", "DOTNET_WATCH"];

    /// <summary>Runs the project's program from the output folder that corresponds to the AppHost's; <c>dotnet run</c> where there is none.</summary>
    public static IResourceBuilder<ProjectResource> WithBuiltProgram(this IResourceBuilder<ProjectResource> project)
    {
        var file = project.Resource.GetProjectMetadata().ProjectPath;
        var folder = Path.GetDirectoryName(file)!;
        var output = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var program = Path.Combine(folder, "bin", output.Parent!.Name, output.Name, Path.GetFileNameWithoutExtension(file) + (OperatingSystem.IsWindows() ? ".exe" : ""));
        return project.ApplicationBuilder.ExecutionContext.IsPublishMode || OtherLaunchers.Any(IsSet) || !File.Exists(program)
            ? project
            : project
                .WithAnnotation(new ExecutableAnnotation { Command = program, WorkingDirectory = folder })
                // The program looks for the runtime; `dotnet` would have told it where it is.
                .WithEnvironment("DOTNET_ROOT", Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")));
    }

    private static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
}
