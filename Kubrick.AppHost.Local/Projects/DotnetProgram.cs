namespace Kubrick.AppHost.Local;

/// <summary>The <c>dotnet</c> that runs this process also runs the projects.</summary>
internal static class DotnetProgram
{
    public static Launch Launch(IBuiltProject project)
    {
        if (!File.Exists(project.AssemblyPath))
        {
            throw new LaunchException($"{project.AssemblyPath} is not there: build the AppHost first.");
        }

        var folder = Path.GetDirectoryName(project.ProjectPath)!;
        return new Launch(Find(), Directory.Exists(folder) ? folder : Path.GetDirectoryName(project.AssemblyPath)!)
        {
            Arguments = ["exec", project.AssemblyPath],
        };
    }

    private static string Find()
    {
        if (Environment.ProcessPath is { } own && Path.GetFileName(own) == "dotnet")
        {
            return own;
        }

        // The runtime's folder is <dotnet>/shared/Microsoft.NETCore.App/<version>/.
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location);
        var sibling = runtime is null ? null : Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "dotnet"));
        return sibling is not null && File.Exists(sibling) ? sibling : "dotnet";
    }
}
