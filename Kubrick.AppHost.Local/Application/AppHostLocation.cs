using System.Reflection;
using Aspire.Hosting;

namespace Kubrick.AppHost.Local;

/// <summary>Which assembly the AppHost is, and where its project is.</summary>
/// <param name="Assembly">The assembly.</param>
/// <param name="Directory">The project folder.</param>
internal sealed record AppHostLocation(Assembly? Assembly, string Directory)
{
    public static AppHostLocation Of(DistributedApplicationOptions options)
    {
        var assembly = options.AssemblyName is { } name ? Assembly.Load(new AssemblyName(name))
            : EntryPointInterceptor.Current?.Assembly ?? Assembly.GetEntryAssembly();
        var directory = options.ProjectDirectory
            ?? assembly?.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(attribute => attribute.Key == "apphostprojectpath")?.Value;

        // An assembly that was moved to another machine still notes the folder it was built in.
        return new AppHostLocation(assembly, System.IO.Directory.Exists(directory) ? Path.GetFullPath(directory) : System.IO.Directory.GetCurrentDirectory());
    }

    /// <summary>The nearest folder, from the AppHost's upwards, that holds the local servers; the AppHost's own if there is none.</summary>
    public string RepositoryRoot()
    {
        for (var folder = Directory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (System.IO.Directory.Exists(Path.Combine(folder, "deploy", "local")))
            {
                return folder;
            }
        }

        return Directory;
    }
}
